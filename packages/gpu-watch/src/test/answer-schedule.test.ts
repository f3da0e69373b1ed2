import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  answerDue,
  DEEP_MS,
  FRUITLESS_MOST_MS,
  LOADED_REST_MS,
  QUICK_MS,
  QUICK_REST_MS,
  REST_MS,
  type AnswerMoment,
} from "../common/answer-schedule.ts";

/** A desktop with one card at rest, tested a moment ago. */
const REST: AnswerMoment = {
  tests: "weekly",
  chosen: true,
  cards: 1,
  working: false,
  loaded: false,
  justLoaded: false,
  onBattery: false,
  restedMs: REST_MS,
  sinceMs: 0,
  sinceDeepMs: 0,
  declinedMs: null,
  fruitless: 0,
};

describe("known answers that nobody asks for", () => {
  it.each<[string, Partial<AnswerMoment>, string | null]>([
    ["a moment ago", {}, null],
    ["never since the start", { sinceMs: null }, "quick"],
    ["just before five minutes", { sinceMs: QUICK_MS - 1 }, null],
    ["after five minutes", { sinceMs: QUICK_MS }, "quick"],
    [
      "after five minutes, in a pause of a conversation",
      { sinceMs: QUICK_MS, restedMs: QUICK_REST_MS - 1 },
      null,
    ],
    ["a model was just loaded", { loaded: true, justLoaded: true, restedMs: LOADED_REST_MS }, "quick"],
    [
      "a model was loaded this moment",
      { loaded: true, justLoaded: true, restedMs: LOADED_REST_MS - 1 },
      null,
    ],
    ["loaded on battery", { loaded: true, justLoaded: true, onBattery: true }, "quick"],
    ["a week ago on battery", { sinceMs: QUICK_MS, sinceDeepMs: DEEP_MS, onBattery: true }, null],
    ["a week ago", { sinceDeepMs: DEEP_MS }, "deep"],
    ["never deep", { sinceDeepMs: null }, "deep"],
    ["never deep, and a model is in memory", { sinceDeepMs: null, loaded: true }, null],
    ["never deep, and it rests for a moment only", { sinceDeepMs: null, restedMs: REST_MS - 1 }, null],
    ["never deep, and nobody knows what was chosen", { sinceDeepMs: null, chosen: false }, null],
    ["never deep, and only quick ones are wanted", { sinceDeepMs: null, tests: "quick" }, null],
    ["never deep, and somebody stopped it", { sinceDeepMs: null, declinedMs: 60_000 }, null],
    ["stopped a day ago", { sinceDeepMs: null, declinedMs: 24 * 60 * 60_000 }, "deep"],
    ["no browser a moment ago", { sinceMs: QUICK_MS, fruitless: 1, sinceDeepMs: null }, null],
    ["no browser ten minutes ago", { sinceMs: 2 * QUICK_MS, fruitless: 1 }, "quick"],
    ["no browser for weeks", { sinceMs: FRUITLESS_MOST_MS, fruitless: 1000 }, "quick"],
    ["a model was just loaded, without a browser", { justLoaded: true, loaded: true, fruitless: 1 }, null],
  ])("%s", (_name, change, due) => {
    expect(answerDue({ ...REST, ...change }).due).toBe(due);
  });

  const times = fc.oneof(fc.nat(2 * DEEP_MS), fc.constant(DEEP_MS), fc.constant(QUICK_MS));
  const moment = fc.record<AnswerMoment>({
    tests: fc.constantFrom("off", "quick", "weekly"),
    chosen: fc.boolean(),
    cards: fc.option(fc.nat(3)),
    working: fc.boolean(),
    loaded: fc.boolean(),
    justLoaded: fc.boolean(),
    onBattery: fc.boolean(),
    restedMs: times,
    sinceMs: fc.option(times),
    sinceDeepMs: fc.option(times),
    declinedMs: fc.option(times),
    fruitless: fc.nat(2000),
  });

  it("never disturb an answer, a battery, or somebody who does not want them, whatever the moment", () => {
    fc.assert(
      fc.property(moment, (now) => {
        const { due, plan, inMs } = answerDue(now);
        const { tests, cards, working, onBattery, justLoaded, loaded, chosen } = now;
        const never = tests === "off" || cards === null || cards === 0 || working;
        if (never || (onBattery && !justLoaded)) expect(due).toBeNull();
        if (due === "deep")
          expect([tests, chosen, loaded, onBattery]).toEqual(["weekly", true, false, false]);
        // Said what is done: a time only where tests begin by themselves.
        expect(inMs !== null).toBe(plan === "by_itself");
      }),
      { numRuns: 2000 },
    );
  });

  it("and come at last, once nothing stands against them", () => {
    fc.assert(
      fc.property(moment, (now) => {
        const rested = {
          cards: 1,
          working: false,
          onBattery: false,
          restedMs: REST_MS,
          sinceMs: FRUITLESS_MOST_MS,
        };
        const { due } = answerDue({ ...now, ...rested, tests: now.tests === "off" ? "quick" : now.tests });
        expect(due).not.toBeNull();
      }),
    );
  });
});
