import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  EngineFingerprint,
  firstDifference,
  LOGPROB_BAND,
  type EngineAnswer,
} from "../common/engine/fingerprint.ts";
import { captureBaseline } from "../common/baseline/baseline.ts";
import { createStopwatch, MAX_TIMES, MIN_TIMES, type CpuTiming } from "../common/timing.ts";
import type { StoredModels } from "../common/stored.ts";
import { check, lookOf, statusOf } from "./scenes.ts";

const step = fc
  .tuple(fc.nat(30), fc.uniqueArray(fc.nat(30), { minLength: 4, maxLength: 4 }))
  .map(([token, candidates]) => ({
    token,
    top: candidates.map((candidate, at): [number, number] => [candidate, -at * 2]),
  }));
const fingerprints = fc.array(step, { minLength: 1, maxLength: 8 }).map((steps): EngineFingerprint => ({
  backend: "processor",
  driver: null,
  commit: "b1",
  processor: "one",
  model: "a".repeat(64),
  steps,
}));
const ANY: EngineFingerprint = {
  backend: "processor",
  driver: null,
  commit: "b1",
  processor: "one",
  model: "a".repeat(64),
  steps: [{ token: 1, top: [[1, -0.1]] }],
};
const answered = (fingerprint: EngineFingerprint): EngineAnswer => ({ state: "ok", fingerprint });

/** What the probe, drift and verdict say, with a baseline that holds the first answer and a machine that gives the second. */
function judged(before: EngineFingerprint, now: EngineFingerprint, bootId = "boot-1"): unknown[] {
  const look = lookOf([], { bootId });
  const baseline = captureBaseline(lookOf([]), { engine: before, timing: null });
  const found = check(look, { baseline, engine: answered(now) });
  const drift = found.drift.filter(({ section }) => section === "engine");
  return [statusOf(found)["engine"], drift.map(({ explained }) => explained), found.verdict];
}

describe("answers of the engine", () => {
  it("within the band are the same, and one word or likelihood beyond it is an unexplained difference", () => {
    const noise = fc.double({ min: -LOGPROB_BAND * 0.9, max: LOGPROB_BAND * 0.9, noNaN: true });
    fc.assert(
      fc.property(fingerprints, noise, fc.nat(), fc.boolean(), (before, shift, place, inWords) => {
        const shifted = (by: number, at: number | null): EngineFingerprint => ({
          ...before,
          steps: before.steps.map(({ token, top }, index) => ({
            token,
            top:
              at === null || at === index ? top.map(([one, value]) => [one, Math.min(0, value + by)]) : top,
          })),
        });
        const at = place % before.steps.length;
        const other = inWords
          ? {
              ...before,
              steps: before.steps.map((one, index) =>
                index === at ? { ...one, token: one.token + 1 } : one,
              ),
            }
          : shifted(-3 * LOGPROB_BAND, at);
        expect([
          judged(before, shifted(shift, null)),
          judged(before, other),
          firstDifference(before, other)?.at,
        ]).toEqual([["pass", [], "healthy"], ["critical", [false], "critical"], at]);
      }),
    );
  });

  it("of another build are explained; of another processor only after a restart", () => {
    fc.assert(
      fc.property(fingerprints, fingerprints, (before, now) => {
        expect([
          judged(before, { ...now, commit: "b2" }),
          judged(before, { ...now, driver: "580" }),
          judged(before, { ...now, processor: "two" }, "boot-2"),
          judged(before, { ...now, processor: "two" }),
        ]).toEqual([
          ["warning", [true], "warning"],
          ["warning", [true], "warning"],
          ["warning", [true], "warning"],
          ["critical", [false], "critical"],
        ]);
      }),
    );
  });

  it("are judged from both sides: what rose is a difference as much as what fell, and the order of asking does not matter", () => {
    const of = (...top: [number, number][]): EngineFingerprint => ({
      ...ANY,
      steps: [{ token: 1, top: [[1, -0.1], ...top] }],
    });
    const [low, high] = [of([5, -9]), of([7, -2])];
    expect([firstDifference(low, high)?.at, firstDifference(high, low)?.at]).toEqual([0, 0]);
    fc.assert(
      fc.property(fingerprints, fingerprints, (one, other) => {
        expect(firstDifference(one, other)?.at).toBe(firstDifference(other, one)?.at);
      }),
    );
  });

  it("of an engine that does not say any more what it is are unknown when they are the same, and unexplained when not", () => {
    const silent = { ...ANY, commit: null };
    const other = { ...silent, steps: [{ token: 2, top: [[2, 0]] }] } satisfies EngineFingerprint;
    expect([judged(ANY, silent), judged(ANY, other)]).toEqual([
      ["unknown", [], "unknown"],
      ["critical", [false], "critical"],
    ]);
  });

  it.each([null, Number.NaN, Number.POSITIVE_INFINITY])("that are no numbers (%s) never come in", (value) => {
    expect(
      EngineFingerprint.safeParse({
        ...fc.sample(fingerprints, 1)[0],
        steps: [{ token: 1, top: [[1, value]] }],
      }).success,
    ).toBe(false);
  });

  it("that nobody captured, that were not asked for, or that failed are unknown, and change no verdict", () => {
    const [one] = fc.sample(fingerprints, 1);
    const states: (EngineAnswer | null)[] = [
      null,
      { state: "failed", why: "No box." },
      one ? answered(one) : null,
    ];
    expect(
      states
        .map((engine) => check(lookOf([]), { engine }))
        .map((found) => [statusOf(found)["engine"], found.verdict]),
    ).toEqual(states.map(() => ["unknown", "healthy"]));
  });
});

describe("stored models", () => {
  const models = (change: Partial<NonNullable<StoredModels>>): StoredModels => ({
    count: 2,
    bytes: 1000,
    readBytes: 0,
    laps: 0,
    damaged: [],
    unread: [],
    ...change,
  });
  it("are well only as far as they were read, and a damaged one is critical", () => {
    const seen = [
      null,
      models({ count: 0 }),
      models({}),
      models({ readBytes: 10 }),
      models({ laps: 1 }),
      models({ laps: 1, unread: [{ id: "m", why: "EIO: i/o error, read" }] }),
      models({ laps: 1, damaged: [{ id: "m", why: "changed" }] }),
    ].map((one) => check(lookOf([]), { models: one }));
    expect(seen.map((found) => [statusOf(found)["stored_models"], found.verdict])).toEqual([
      ["not_applicable", "healthy"],
      ["not_applicable", "healthy"],
      ["not_applicable", "healthy"],
      ["unknown", "healthy"],
      ["pass", "healthy"],
      ["unknown", "unknown"],
      ["critical", "critical"],
    ]);
  });
});

describe("the speed of the known answers", () => {
  const timings = fc.record({
    p50Us: fc.double({ min: 0, max: 1e6, noNaN: true }),
    p90Us: fc.double({ min: 0, max: 1e6, noNaN: true }),
    mhz: fc.option(fc.double({ min: 50, max: 20_000, noNaN: true })),
  });
  it("never makes a verdict or a score other than it is without it, whatever was measured", () => {
    const plain = check(lookOf([]));
    fc.assert(
      fc.property(timings, timings, (before: CpuTiming, now: CpuTiming) => {
        const baseline = captureBaseline(lookOf([]), { engine: null, timing: before });
        const found = check(lookOf([]), { baseline, timing: now });
        const without = check(lookOf([]), { baseline });
        expect([found.verdict, found.score, statusOf(found)["timing"]]).toEqual([
          plain.verdict,
          without.score,
          "pass",
        ]);
      }),
    );
  });

  it("are percentiles of the newest ones, and nothing before there are enough", () => {
    let now = 0;
    const watch = createStopwatch(() => now);
    const run = (ms: number): void => {
      watch.time(() => {
        now += ms;
      });
    };
    for (let i = 1; i < MIN_TIMES; i++) run(1000);
    const early = watch.read(null);
    for (let i = 1; i <= MAX_TIMES; i++) run(i / 1000);
    const late = watch.read(3000);
    expect([early, late && [Math.round(late.p50Us), Math.round(late.p90Us), late.mhz]]).toEqual([
      null,
      [128, 230, 3000],
    ]);
  });
});
