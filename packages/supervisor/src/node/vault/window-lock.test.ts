import type { Caller } from "@casemate/contract";
import { createFakeClock } from "@casemate/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { testState } from "../../common/state/test-state.ts";
import { createWindowLock, type WindowLock } from "./window-lock.ts";

const SECOND = 1000;
let clock: ReturnType<typeof createFakeClock>;
let locks: string[];
let windows: WindowLock;
let state: ReturnType<typeof testState>;

beforeEach(() => {
  clock = createFakeClock();
  state = testState();
  locks = [];
  state.update("vault", (vault) => ({ ...vault, state: "unlocked" }));
  windows = createWindowLock({ clock, state }, (why) => {
    locks.push(why);
  });
});

function open(via: Caller["via"]): () => void {
  return windows.opened({ via, session: "one" });
}

describe("a closed window", () => {
  it("locks after ten seconds, not before, and once", () => {
    const close = open("browser");
    close();
    close();
    clock.advance(9 * SECOND);
    const before = [...locks];
    clock.advance(60 * SECOND);
    expect([before, locks]).toEqual([[], ["the window was closed"]]);
  });

  it("does not lock when it comes back, or while another one is open", () => {
    const other = open("window");
    open("browser")();
    clock.advance(60 * SECOND);
    other();
    clock.advance(5 * SECOND);
    const again = open("browser");
    clock.advance(60 * SECOND);
    expect(locks).toEqual([]);
    again();
    clock.advance(10 * SECOND);
    expect(locks).toEqual(["the window was closed"]);
  });

  it("is nothing to a vault that is locked already", () => {
    const close = open("browser");
    state.update("vault", (vault) => ({ ...vault, state: "locked" }));
    close();
    clock.advance(60 * SECOND);
    expect(locks).toEqual([]);
  });

  it.each(["socket", "in-process", "approval"] as const)("does not count %s as a window", (via) => {
    open(via)();
    clock.advance(60 * SECOND);
    expect(locks).toEqual([]);
  });
});
