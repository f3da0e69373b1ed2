import { createFakeClock } from "@casemate/testkit";
import { beforeEach, expect, it } from "vitest";
import { testState } from "../../common/state/test-state.ts";
import { createAutoLock, type AutoLock } from "./auto-lock.ts";

const MINUTE = 60_000;
let clock: ReturnType<typeof createFakeClock>;
let state: ReturnType<typeof testState>;
let locks: string[];
let busy: string | null;
let autoLock: AutoLock;

beforeEach(() => {
  clock = createFakeClock();
  state = testState();
  locks = [];
  busy = null;
  autoLock = createAutoLock(
    { clock, state },
    () => busy,
    (why) => {
      locks.push(why);
      state.update("vault", (vault) => ({ ...vault, state: "locked" }));
    },
  );
  state.update("vault", (vault) => ({ ...vault, state: "unlocked" }));
  autoLock.start();
});

it("locks after 30 idle minutes, not before", () => {
  clock.advance(30 * MINUTE - 5_000);
  const before = [...locks];
  clock.advance(5_000);
  expect([before, locks]).toEqual([[], ["nobody was there"]]);
});

it("moves the deadline with every touch, and shows it", () => {
  clock.advance(20 * MINUTE);
  const locksAt = autoLock.touch();
  clock.advance(20 * MINUTE);
  expect([locksAt, locks]).toEqual(["2026-01-01T00:50:00.000Z", []]);
});

it("waits for a job, visibly, and locks when it ends", () => {
  busy = "Importing big.gguf";
  clock.advance(31 * MINUTE);
  const deferred = [state.get("vault").lockDeferredBy, [...locks]];
  busy = null;
  clock.advance(5_000);
  expect([deferred, locks]).toEqual([["Importing big.gguf", []], ["nobody was there"]]);
});

it("does not wait for a job for ever", () => {
  busy = "Importing big.gguf";
  clock.advance(30 * MINUTE + 4 * 60 * MINUTE - 5_000);
  const before = [...locks];
  clock.advance(5_000);
  expect([before, locks]).toEqual([[], ["nobody was there, and a job took too long"]]);
});

it("locks after sleep, even during a job", () => {
  busy = "Importing big.gguf";
  clock.jumpWall(5 * MINUTE);
  clock.advance(5_000);
  expect(locks).toEqual(["the machine slept"]);
});

it("does nothing while locked, also on touch", () => {
  state.update("vault", (vault) => ({ ...vault, state: "locked" }));
  clock.jumpWall(60 * MINUTE);
  clock.advance(60 * MINUTE);
  expect([autoLock.touch(), locks]).toEqual([null, []]);
});
