import type { GpuCheck, GpuHistoryEntry, GpuProbe } from "@casemate/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  COOL_DOWN_MS,
  createResponder,
  decideActions,
  type Action,
  type ComputesOn,
  type Effects,
} from "../common/score/actions.ts";
import { MAX_HISTORY, QUIET_MS, remember, trendOf } from "../common/score/history.ts";
import { scoreProbes } from "../common/score/score.ts";
import {
  KNOWN_CHECKSUM,
  KNOWN_SEED,
  PRODUCTS,
  SIZE,
  checksum,
  inIntegers,
  matrix,
  runKnownAnswers,
} from "../common/known-answer.ts";
import { ANSWER_OK, baselineOf, check, CPU_OK, ENGINE, lookOf } from "./scenes.ts";

const fail = (_action: Action, error: unknown): void => {
  throw error;
};
const probe = (id: string, status: GpuProbe["status"], score = 0, weight = 1): GpuProbe => ({
  id,
  title: id,
  status,
  score,
  weight,
  sentence: "",
  remedy: null,
  evidence: [],
});
const NEEDED = ["inventory", "driver", "cpu_known_answer"];
const GOOD = NEEDED.map((id) => probe(id, "pass"));
const scored = (probes: readonly GpuProbe[], toolMissing = false): ReturnType<typeof scoreProbes> =>
  scoreProbes(probes, { probes: new Set(NEEDED), toolMissing });

describe("the verdict", () => {
  it.each<[string, GpuProbe[], ReturnType<typeof scoreProbes>]>([
    ["all good", GOOD, { verdict: "healthy", score: 0 }],
    ["nothing at all", [], { verdict: "unknown", score: null }],
    [
      "only unknown",
      [probe("inventory", "unknown"), probe("driver", "unknown")],
      { verdict: "unknown", score: null },
    ],
    [
      "one that is needed is unknown",
      [...GOOD.slice(1), probe("inventory", "unknown")],
      { verdict: "unknown", score: 0 },
    ],
    ["one that is needed is missing", GOOD.slice(1), { verdict: "unknown", score: 0 }],
    [
      "one that is not needed is unknown",
      [...GOOD, probe("link", "unknown")],
      { verdict: "healthy", score: 0 },
    ],
    ["a warning", [...GOOD, probe("link", "warning", 0.1)], { verdict: "warning", score: 0.025 }],
    [
      "something bad beside something unknown",
      [probe("inventory", "unknown"), probe("ecc", "critical", 1)],
      { verdict: "critical", score: 1 },
    ],
    [
      "a mean at the warning's threshold",
      [...GOOD.slice(0, 2), probe("cpu_known_answer", "pass", 0.9)],
      { verdict: "warning", score: 0.3 },
    ],
    [
      "a mean at the critical threshold",
      GOOD.map((one) => ({ ...one, score: 0.9 })),
      { verdict: "critical", score: 0.9 },
    ],
  ])("%s", (_name, probes, score) => {
    const { verdict, score: mean } = scored(probes);
    expect([verdict, mean === null ? null : Number(mean.toFixed(6))]).toEqual([score.verdict, score.score]);
  });

  it("never gets better by a probe that gets worse", () => {
    const order = ["pass", "warning", "critical"] as const;
    const rank = { healthy: 0, unknown: 0, warning: 1, critical: 2 };
    const any = fc.record({ status: fc.constantFrom(...order), weight: fc.constantFrom(0.3, 0.6, 1) });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 8 }), fc.nat(7), (list, at) => {
        const make = (worse: boolean): GpuProbe[] => [
          ...GOOD,
          ...list.map(({ status, weight }, index) => {
            const level = Math.min(2, order.indexOf(status) + (worse && index === at % list.length ? 1 : 0));
            return probe(`p${String(index)}`, order[level]!, level / 2, weight);
          }),
        ];
        expect(rank[scored(make(true)).verdict]).toBeGreaterThanOrEqual(rank[scored(make(false)).verdict]);
      }),
    );
  });
});

describe("the history", () => {
  const entry = (
    minute: number,
    score: number | null,
    verdict: GpuHistoryEntry["verdict"] = "healthy",
  ): GpuHistoryEntry => ({
    at: new Date(minute * 60_000).toISOString(),
    verdict,
    score,
    raised: [],
  });

  it("keeps changes at once, sameness every ten minutes, and 200 of all", () => {
    const many = Array.from({ length: 300 }, (_, at) => entry(at, at % 2));
    const ring = many.reduce<readonly GpuHistoryEntry[]>(remember, []);
    const quiet = [0, 1, 2, 9, 10, 11]
      .map((minute) => entry(minute, 0))
      .reduce<readonly GpuHistoryEntry[]>(remember, []);
    const back = [entry(100, 0), entry(50, 0)].reduce<readonly GpuHistoryEntry[]>(remember, []);
    expect([ring.length, ring.at(-1), quiet.length, back.length, QUIET_MS]).toEqual([
      MAX_HISTORY,
      many.at(-1),
      2,
      2,
      600_000,
    ]);
  });

  it("has the trend of its last ten", () => {
    const of = (...scores: (number | null)[]): number | null =>
      trendOf(scores.map((score, at) => entry(at, score)));
    expect([
      of(),
      of(1),
      of(0, 1),
      of(1, 0),
      of(0.5, 0.5, 0.5),
      of(null, 1, null),
      of(9, 9, ...Array.from({ length: 10 }, () => 0)),
    ]).toEqual([null, null, 1, -1, 0, null, 0]);
  });
});

describe("actions", () => {
  const BAD = check(lookOf([]), { cpu: { ...CPU_OK, wrong: 1 } });
  const GOOD_CHECK = check(lookOf([]));
  const decide = (
    found: GpuCheck,
    computesOn: ComputesOn,
    done: ReadonlyMap<Action, number> = new Map(),
    before: GpuCheck | null = null,
    now = 0,
  ): readonly Action[] => decideActions({ check: found, before, computesOn, now, done, answered: new Set() });

  it("climb with the verdict, and only for what the model computes on", () => {
    expect([
      decide(GOOD_CHECK, "processor"),
      decide(GOOD_CHECK, "processor", new Map(), GOOD_CHECK),
      decide(GOOD_CHECK, "processor", new Map(), BAD),
      decide(BAD, "processor"),
      decide(BAD, "accelerator"),
      decide(BAD, null),
      decide(check(lookOf(null)), "processor"),
    ]).toEqual([[], [], ["alert"], ["alert", "stop_runtime"], ["alert"], ["alert"], ["alert"]]);
  });

  it("wait for the cool-down, and tell the same thing once", () => {
    const done = new Map<Action, number>([
      ["stop_runtime", 0],
      ["reload_runtime", 0],
    ]);
    expect([
      decide(BAD, "processor", done, BAD, COOL_DOWN_MS - 1),
      decide(BAD, "processor", done, BAD, COOL_DOWN_MS),
      decide(BAD, "processor", done, GOOD_CHECK, 1),
    ]).toEqual([[], ["stop_runtime"], ["alert"]]);
  });

  it("stop what runs on the processor when the program in a card's place computed wrong, and nothing on a card", () => {
    const wrong = check(lookOf([]), {
      answer: {
        ...ANSWER_OK,
        state: "wrong",
        on: "software",
        card: null,
        products: { ...ANSWER_OK.products, wrong: 1 },
      },
    });
    expect([decide(wrong, "processor"), decide(wrong, "accelerator")]).toEqual([
      ["alert", "stop_runtime"],
      ["alert"],
    ]);
  });

  it("reload the runtime once for each change, however long it stays, and stop it as often as it comes back", async () => {
    const baseline = baselineOf(lookOf([]));
    const of = (commit: string, wrong = 0): GpuCheck =>
      check(lookOf([]), {
        baseline,
        engine: { state: "ok", fingerprint: { ...ENGINE, commit } },
        cpu: { ...CPU_OK, wrong },
      });
    const told: string[] = [];
    let now = 0;
    const note = (word: string) => async (): Promise<void> => {
      told.push(`${word} at ${String(now / 60_000)}`);
    };
    const respond = createResponder(
      { alert: () => undefined, reloadRuntime: note("reload"), stopRuntime: note("stop"), report: fail },
      () => now,
    );
    const hour = async (found: GpuCheck): Promise<void> => {
      for (let minute = 0; minute < 60; minute += 5, now += 5 * 60_000) await respond(found, "processor");
    };
    await hour(of("b2"));
    await hour(of("b1"));
    await hour(of("b2"));
    await hour(of("b3"));
    await hour(of("b3", 1));
    expect(told).toEqual([
      "reload at 0",
      "reload at 180",
      "stop at 240",
      "stop at 255",
      "stop at 270",
      "stop at 285",
    ]);
  });

  it("go on when one fails", async () => {
    const told: string[] = [];
    const note = (word: string) => async (): Promise<void> => {
      told.push(word);
    };
    const effects: Effects = {
      alert: () => told.push("alert"),
      reloadRuntime: note("reload"),
      stopRuntime: async () => {
        told.push("stop");
        throw new Error("no");
      },
      report: (action) => told.push(`failed ${action}`),
    };
    let now = 0;
    const respond = createResponder(effects, () => now);
    await respond(BAD, "processor");
    await respond(BAD, "processor");
    now = COOL_DOWN_MS;
    await respond(BAD, "processor");
    expect(told).toEqual(["alert", "stop", "failed stop_runtime", "stop", "failed stop_runtime"]);
  });
});

describe("the processor's known answers", () => {
  it("are right here, whatever the seed, and the written-down one is that of another program", () => {
    expect([
      runKnownAnswers(0xdecade),
      checksum(inIntegers(matrix(KNOWN_SEED), matrix(KNOWN_SEED ^ 0x9e3779b9))),
    ]).toEqual([{ seed: 0xdecade, size: SIZE, products: PRODUCTS, wrong: 0 }, KNOWN_CHECKSUM]);
  });

  it("catch one wrong bit in one number of one product", () => {
    const right = (a: Float32Array, b: Float32Array): Float32Array => Float32Array.from(inIntegers(a, b));
    fc.assert(
      fc.property(
        fc.nat(SIZE * SIZE - 1),
        fc.nat(31),
        fc.nat(PRODUCTS - 1),
        fc.nat(),
        (place, bit, product, seed) => {
          let count = 0;
          const { wrong } = runKnownAnswers(seed, (a, b) => {
            const result = right(a, b);
            if (count++ === product) new Uint32Array(result.buffer)[place]! ^= (1 << bit) >>> 0;
            return result;
          });
          // Of zero and minus zero only the bits differ, and they are the same number.
          const before = right(
            matrix(product === 0 ? KNOWN_SEED : (seed + product) >>> 0),
            matrix((product === 0 ? KNOWN_SEED : (seed + product) >>> 0) ^ 0x9e3779b9),
          )[place];
          expect(wrong).toBe(before === 0 && bit === 31 ? 0 : 1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    ["nothing", () => new Float32Array()],
    ["zeros", () => new Float32Array(SIZE * SIZE)],
    ["no numbers", () => new Float32Array(SIZE * SIZE).fill(Number.NaN)],
  ])("are all wrong from a processor that answers %s", (_name, multiply) => {
    expect(runKnownAnswers(5, multiply).wrong).toBe(PRODUCTS);
  });
});
