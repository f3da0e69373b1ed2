import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cardOf } from "../common/card.ts";
import {
  BATTERY_MS,
  BUSY_MS,
  dueNow,
  EMPTY_MS,
  ENGINE_MS,
  engineDue,
  FULL_MS,
  LIGHT_MS,
  nextIn,
  rereadBytes,
  RETRY_MS,
  type Rhythm,
} from "../common/schedule.ts";

const rhythm = (change: Partial<Rhythm>): Rhythm => ({
  generating: false,
  look: { cards: [cardOf({})], onBattery: false, platform: "linux" },
  failures: 0,
  sinceFull: 0,
  ...change,
});

describe("the schedule", () => {
  it.each<[string, Partial<Rhythm>, ReturnType<typeof dueNow>, number]>([
    ["mains", {}, "light", LIGHT_MS],
    ["the first round", { look: null, sinceFull: null }, "full", LIGHT_MS],
    ["a full round that is due", { sinceFull: FULL_MS }, "full", LIGHT_MS],
    ["a model that answers", { generating: true, sinceFull: null }, null, BUSY_MS],
    ["battery", { look: { cards: [cardOf({})], onBattery: true, platform: "linux" } }, "light", BATTERY_MS],
    [
      "battery, no full round yet due",
      { look: { cards: [cardOf({})], onBattery: true, platform: "linux" }, sinceFull: FULL_MS },
      "light",
      BATTERY_MS,
    ],
    ["no accelerator", { look: { cards: [], onBattery: false, platform: "linux" } }, "light", EMPTY_MS],
    [
      "no accelerator, on battery",
      { look: { cards: [], onBattery: true, platform: "linux" } },
      "light",
      2 * EMPTY_MS,
    ],
    ["nobody could look", { look: { cards: null, onBattery: null, platform: "linux" } }, "light", LIGHT_MS],
    [
      "a system where every look is dear",
      { look: { cards: [cardOf({})], onBattery: null, platform: "darwin" } },
      "full",
      FULL_MS,
    ],
    ["a child that failed", { failures: 1 }, "light", RETRY_MS],
    ["one that fails again", { failures: 3 }, "light", 4 * RETRY_MS],
  ])("%s", (_name, change, due, next) => {
    expect([dueNow(rhythm(change)), nextIn(rhythm(change))]).toEqual([due, next]);
  });

  it("asks the engine once, and again after six hours, but not on battery or while a model works", () => {
    const due = (working: boolean, onBattery: boolean): boolean[] =>
      [null, 0, ENGINE_MS - 1, ENGINE_MS].map((since) => engineDue({ working, onBattery }, since));
    expect([due(false, false), due(false, true), due(true, false)]).toEqual([
      [true, false, false, true],
      [true, false, false, false],
      [false, false, false, false],
    ]);
  });

  it("reads stored models again within a quarter of a percent of one core, at a gigabyte a second, and at least a piece worth a process", () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 30 * 60_000 }),
        (working, onBattery, ms) => {
          const bytes = rereadBytes({ working, onBattery }, ms);
          // With the start of the process that reads.
          const share = bytes === 0 ? 0 : (75 + bytes / 1_000_000) / ms;
          expect([share <= 0.0025, working || onBattery || ms < 55_000 ? bytes : 0]).toEqual([true, 0]);
          expect(working || onBattery || ms < 60_000 || bytes >= 64 * 1024 * 1024).toBe(true);
        },
      ),
    );
  });

  it("never asks more often than every ten seconds, and never gives up", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.nat(1000), fc.option(fc.boolean()), (generating, failures, onBattery) => {
        const next = nextIn(
          rhythm({ generating, failures, look: { cards: null, onBattery, platform: "linux" } }),
        );
        expect(next >= 10_000 && next <= 30 * 60_000).toBe(true);
      }),
    );
  });
});
