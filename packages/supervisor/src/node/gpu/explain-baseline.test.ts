import type { GpuBaselineState, GpuDrift, GpuTaken, State } from "@casemate/contract";
import { Approval } from "@casemate/contract";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Explanation } from "../../common/approval-request.ts";
import { explainBaseline } from "./explain-baseline.ts";

type Found = NonNullable<State["machine"]["gpu"]>;
const FINGERPRINT = "f".repeat(64);

const drift = (change: Partial<GpuDrift>): GpuDrift => ({
  ...{ section: "identity", card: "0000:01:00.0", what: "driver", before: "1", after: "2" },
  ...{ explained: false, because: "Nobody did.", evidence: [] },
  ...change,
});

function explain(change: Partial<Found>, state: GpuBaselineState["state"] = "ok"): Explanation {
  const capturedAt = state === "ok" || state === "unvouched" ? "2026-11-01T00:00:00.000Z" : null;
  const found = {
    ...{ fingerprint: FINGERPRINT, drift: [], taken: [], granted: [] },
    baseline: { state, capturedAt, cards: 1, sha256: null },
    ...change,
  } as unknown as Found;
  const told = explainBaseline("gpu.baseline.replace", { fingerprint: FINGERPRINT }, found);
  if (!told) throw new Error("nothing was said");
  return told;
}

describe("what an approval of a new baseline says", () => {
  it.each<GpuBaselineState["state"]>(["damaged", "foreign", "gone", "other"])(
    "%s: that nothing could be compared, and never that nothing was found",
    (state) => {
      const { sentence } = explain({}, state);
      expect([sentence.includes("Nothing could be compared"), sentence.includes("No difference")]).toEqual([
        true,
        false,
      ]);
    },
  );

  it("that no difference was found only where there was something to compare with and nothing is taken over", () => {
    const anything = fc.record({
      drift: fc.array(
        fc.boolean().map((explained) => drift({ explained })),
        { maxLength: 3 },
      ),
      taken: fc.array(fc.constant({ card: null, what: "x", before: "1", after: null }), { maxLength: 2 }),
      granted: fc.array(
        fc
          .constantFrom("critical", "warning")
          .map((status) => ({ probe: "ecc", status, sentence: "It is." })),
        { maxLength: 2 },
      ),
    });
    const states = fc.constantFrom<GpuBaselineState["state"]>("ok", "absent", "damaged", "gone", "unvouched");
    fc.assert(
      fc.property(anything, states, (found, state) => {
        const none = found.drift.length + found.taken.length + found.granted.length === 0;
        expect(explain(found as Partial<Found>, state).sentence.includes("No difference was found")).toBe(
          none && (state === "ok" || state === "unvouched"),
        );
      }),
    );
  });

  it("names what is critical now in its first sentences", () => {
    const granted = [{ probe: "ecc", status: "critical" as const, sentence: "7 memory errors." }];
    const told = explain({ granted });
    expect([told.sentence.includes("will count as right: 7 memory errors."), told.evidence[0]]).toEqual([
      true,
      "TAKEN FOR GRANTED (critical): 7 memory errors.",
    ]);
  });

  it("shows everything that nothing explains, whatever else there is, within what an approval holds", () => {
    const taken: fc.Arbitrary<GpuTaken> = fc
      .nat(999)
      .map((at) => ({ card: null, what: `counter-${String(at)}.`, before: "0", after: "1" }));
    const changes = fc
      .tuple(fc.nat(9999), fc.boolean())
      .map(([at, explained]) => drift({ what: `fact-${String(at)}.`, explained, because: "b".repeat(400) }));
    fc.assert(
      fc.property(
        fc.array(changes, { maxLength: 200, size: "max" }),
        fc.array(taken, { maxLength: 200, size: "max" }),
        (found, more) => {
          const { evidence } = explain({ drift: found, taken: more });
          Approval.shape.evidence.parse(evidence);
          const text = evidence.join("\n");
          const wanted = [...found.filter(({ explained }) => !explained), ...more].map(({ what }) => what);
          expect(wanted.filter((what) => !text.includes(what))).toEqual([]);
          const hidden = found.filter(({ what }) => !text.includes(what));
          expect(hidden.length === 0 || /And \d+ more that records explain\./.test(text)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("says the same difference of several cards once, with all of their names", () => {
    const eight = Array.from({ length: 8 }, (_, at) => drift({ card: `card-${String(at)}` }));
    const { evidence } = explain({ drift: eight });
    expect([evidence.length, eight.every(({ card }) => evidence[0]?.includes(card ?? "-"))]).toEqual([
      1,
      true,
    ]);
  });
});
