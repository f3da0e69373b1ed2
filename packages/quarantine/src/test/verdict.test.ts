import { STAGE_IDS, type StageVerdict } from "@casemate/contract";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { throttled } from "../common/progress.ts";
import { combineVerdict } from "../common/verdict.ts";
import { figure, plural, visible } from "../common/text.ts";

const verdicts = fc.tuple(
  ...STAGE_IDS.map(() =>
    fc.constantFrom<StageVerdict>("pass", "hold", "refuse", "not_run", "not_applicable"),
  ),
);
const RANK = { admit: 0, hold: 1, refuse: 2 };

function stages(list: readonly StageVerdict[]): { id: (typeof STAGE_IDS)[number]; verdict: StageVerdict }[] {
  return STAGE_IDS.map((id, index) => ({ id, verdict: list[index] ?? "not_run" }));
}

describe("the verdict over stages", () => {
  it("a stage can only make it worse", () => {
    fc.assert(
      fc.property(verdicts, fc.nat(6), fc.constantFrom<StageVerdict>("hold", "refuse"), (list, at, worse) => {
        const before = combineVerdict(stages(list));
        const after = combineVerdict(
          stages(list.map((verdict, index) => (index === at && verdict !== "refuse" ? worse : verdict))),
        );
        expect(RANK[after]).toBeGreaterThanOrEqual(RANK[before]);
      }),
    );
  });

  it.each([
    ["all pass", ["pass", "pass", "pass", "pass", "pass", "pass", "pass"], [], "admit"],
    [
      "behaviour missing in static checks",
      ["pass", "pass", "pass", "pass", "pass", "pass", "not_run"],
      ["behaviour"],
      "admit",
    ],
    [
      "behaviour missing in the final verdict",
      ["pass", "pass", "pass", "pass", "pass", "pass", "not_run"],
      [],
      "hold",
    ],
    ["a component", ["pass", "pass", "pass", "pass", "pass", "pass", "not_applicable"], [], "admit"],
    ["content missing", ["pass", "pass", "pass", "pass", "not_run", "pass", "pass"], ["behaviour"], "hold"],
    [
      "weights missing in a quick scan",
      ["pass", "pass", "pass", "pass", "pass", "not_run", "not_run"],
      ["weights", "behaviour"],
      "admit",
    ],
    [
      "one refusal among holds",
      ["hold", "refuse", "hold", "not_run", "not_run", "not_run", "not_run"],
      [],
      "refuse",
    ],
  ] as const)("%s", (_what, list, missing, verdict) => {
    expect(combineVerdict(stages(list), missing)).toBe(verdict);
  });

  it("no stages at all is no admission", () => {
    expect(combineVerdict([])).toBe("hold");
  });
});

describe("words", () => {
  it("shows what cannot be seen", () => {
    expect([
      visible("a\u0000b\u202ec"),
      visible("\u{e0041}"),
      visible("x".repeat(200), 10),
      visible("é – 中文 👍"),
    ]).toEqual(["a\\u{0}b\\u{202e}c", "\\u{e0041}", `${"x".repeat(9)}…`, "é – 中文 👍"]);
  });

  it("writes figures", () => {
    expect([
      figure(0),
      figure(999),
      figure(1000),
      figure(1_185_376),
      figure(2n ** 64n),
      plural(1, "tensor"),
      plural(2n, "tensor"),
    ]).toEqual(["0", "999", "1,000", "1,185,376", "18,446,744,073,709,551,616", "1 tensor", "2 tensors"]);
  });
});

describe("progress", () => {
  it("comes at most ten times a second, and at once for a new stage", () => {
    let now = 0;
    const seen: number[] = [];
    const emit = throttled<{ stage: string; done: number }>(
      ({ done }) => seen.push(done),
      () => now,
    );
    for (let done = 0; done < 1000; done++, now += 1) emit({ stage: "identity", done });
    emit({ stage: "weights", done: 1000 });
    expect(seen).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  });
});
