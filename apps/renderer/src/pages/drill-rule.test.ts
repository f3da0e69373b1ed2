import { expect, it } from "vitest";
import { isDrillDue, isYoung } from "./drill-rule.ts";

const NOW = Date.parse("2026-11-21T12:00:00.000Z");
const DAY = 86_400_000;
const ago = (days: number): string => new Date(NOW - days * DAY).toISOString();

it.each([
  ["never, and the vault is new", null, 6 * DAY, false],
  ["never, and the vault is a week old", null, 7 * DAY, true],
  ["never, and nobody knows how old the vault is", null, null, false],
  ["never, and that is still being read", null, "reading", false],
  ["90 days ago", ago(90), 400 * DAY, false],
  ["91 days ago", ago(91), 400 * DAY, true],
  ["91 days ago, and nobody knows how old the vault is", ago(91), null, true],
  ["in the future: the clock was set back", ago(-5), 400 * DAY, false],
] as const)("a drill that was %s", (_words, last, age, due) => {
  expect(isDrillDue(last, age, NOW)).toBe(due);
});

it("calls a vault new only when it is known to be", () => {
  expect([0, 7 * DAY, null, "reading" as const].map(isYoung)).toEqual([true, false, false, false]);
});
