import { readCallPolicy, type Question } from "@casemate/policy";
import { createFakeClock } from "@casemate/testkit";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createCallLimits } from "./call-limits.ts";

const { limits } = readCallPolicy(
  '{"version":1,"about":"calls","limits":[{"id":"page","calls":["chat.create","chat.delete"],"from":["browser"],"atMost":3,"inSeconds":10}]}',
);
const asked = {
  call: "chat.create",
  via: "browser",
  risk: "act",
  vault: "unlocked",
  ledger: "ok",
  frozen: false,
} as const;

it("lets at most so many through in any window, together for all its calls and callers of that kind", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(6000), fc.boolean()), { maxLength: 60 }), (steps) => {
      const clock = createFakeClock();
      const counter = createCallLimits(clock);
      const through: number[] = [];
      for (const [ms, other] of steps) {
        clock.advance(ms);
        const question: Question = { ...asked, call: other ? "chat.delete" : "chat.create" };
        if (counter.over(limits, question) === null) through.push(clock.monotonic());
      }
      const inWindow = (end: number): number => through.filter((at) => at > end - 10_000 && at <= end).length;
      expect(Math.max(0, ...through.map(inWindow))).toBeLessThanOrEqual(3);
    }),
  );
});

it("does not count what it is not about, and lets calls through again when the window has passed", () => {
  const clock = createFakeClock();
  const counter = createCallLimits(clock);
  const over = (change: Partial<Question> = {}): string | null =>
    counter.over(limits, { ...asked, ...change })?.id ?? null;
  const first = [over(), over(), over(), over()];
  const others = [over({ via: "socket" }), over({ call: "chat.get" })];
  clock.advance(10_000);
  expect([first, others, over()]).toEqual([[null, null, null, "page"], [null, null], null]);
});
