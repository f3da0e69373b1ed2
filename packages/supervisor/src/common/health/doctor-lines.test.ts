import type { State } from "@casemate/contract";
import { describe, expect, it } from "vitest";
import { testState } from "../state/test-state.ts";
import { hibernation } from "./hibernation.ts";
import { lockTriggers } from "./lock-triggers.ts";

const AT = "2026-01-01T00:00:00.000Z";

function stateWith(app: Partial<State["app"]>, machine: Partial<State["machine"]>): State {
  const { state } = testState().snapshot();
  return { ...state, app: { ...state.app, ...app }, machine: { ...state.machine, ...machine } };
}

describe("what doctor says about the machine", () => {
  it.each([
    ["serve", "linux x64", "watched", "ok", "Sleep, screen lock and session switch lock the vault"],
    ["serve", "linux x64", "absent", "warn", "Screen lock and session switch do not lock the vault"],
    ["serve", "linux x64", "unwatched", "warn", "Screen lock and session switch do not lock the vault"],
    ["serve", "darwin arm64", "unwatched", "warn", "Screen lock and session switch do not lock the vault"],
    ["serve", "win32 x64", "unwatched", "warn", "Screen lock and session switch do not lock the vault"],
    ["desktop", "linux x64", "watched", "ok", "Sleep, screen lock and session switch lock the vault"],
    ["desktop", "linux x64", "absent", "warn", "A session switch does not lock the vault"],
    ["desktop", "darwin arm64", "unwatched", "ok", "Sleep and screen lock lock the vault"],
    ["desktop", "win32 x64", "unwatched", "ok", "Sleep and screen lock lock the vault"],
    ["command", "linux x64", "unwatched", "ok", "No console runs, so the vault is locked"],
  ] as const)("locking, %s on %s, login manager %s: %s", (shell, platform, loginManager, status, title) => {
    const found = lockTriggers(stateWith({ shell, platform }, { loginManager }), AT);
    expect([found.status, found.title, found.remedy !== null]).toEqual([status, title, status === "warn"]);
  });

  it.each([
    ["freeze mem disk\n", "on", "warn"],
    ["freeze mem disk\n", "encrypted", "ok"],
    ["freeze mem disk\n", "off", "ok"],
    ["freeze mem disk\n", "unknown", "warn"],
    ["freeze mem\n", "on", "ok"],
    [null, "on", "unknown"],
  ] as const)("hibernation, %j with swap %s: %s", (sleepStates, swap, status) => {
    const found = hibernation(stateWith({}, { swap }), sleepStates, AT);
    expect([found.status, found.remedy === null]).toEqual([status, status === "ok"]);
  });
});
