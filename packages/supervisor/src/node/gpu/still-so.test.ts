import type { AuditRecord, GpuBaselineState, GpuCheck, GpuProbe, Incident } from "@casemate/contract";
import type { FactStanding } from "@casemate/gpu-watch";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FOR_ALL } from "../../common/incidents/gpu-reports.ts";
import { ANSWERED, stillSo } from "./still-so.ts";

const SEEN = "2026-11-21T10:00:00.000Z";
const AFTER = "2026-11-21T11:00:00.000Z";
const BEFORE = "2026-11-21T09:00:00.000Z";

interface World {
  readonly probe: string;
  readonly status: GpuProbe["status"];
  readonly baseline: GpuBaselineState["state"];
  readonly capturedAt: string;
  readonly accelerators: number;
  /** Names of changes, and how each stands now. */
  readonly facts: readonly FactStanding[];
  readonly drift: boolean;
  readonly id: string;
  readonly note: { readonly state: string; readonly on: string; readonly at: string } | null;
}
const CALM: World = {
  ...{ probe: "driver", status: "pass", baseline: "ok", capturedAt: BEFORE, accelerators: 1 },
  ...{ facts: ["as captured"], drift: false, id: ":0123", note: null },
};

function ask(change: Partial<World>): Promise<string> {
  const world = { ...CALM, ...change };
  const { probe, status, baseline, capturedAt, accelerators, facts, drift, id, note } = world;
  const incident = {
    subject: { kind: "machine", id: `gpu:${probe}${id}` },
    lastSeenAt: SEEN,
    evidence: facts.map((_, at) => ({
      ...{ kind: "change", at: SEEN, what: String(at), before: "a", after: "b" },
    })),
  } as unknown as Incident;
  const check = {
    probes: [{ id: probe, status }],
    drift: drift ? [{ section: "identity" }] : [],
    baseline: { state: baseline, capturedAt, cards: 1, sha256: null },
    accelerators,
  } as unknown as GpuCheck;
  const standing = (name: string): FactStanding => facts[Number(name)] ?? "unread";
  const record = note && { at: note.at, action: ANSWERED, detail: { state: note.state, on: note.on } };
  return stillSo(
    incident,
    { check, standing },
    {
      flush: () => Promise.resolve(),
      tail: () =>
        Promise.resolve({ records: record ? [record as unknown as AuditRecord] : [], total: 1, next: null }),
    },
  );
}

describe("whether what GPU watch found is still so", () => {
  it.each<[string, Partial<World>, string]>([
    ["all as captured", {}, "gone"],
    ["one of two another", { facts: ["as captured", "another"] }, "changed"],
    ["one nobody can read", { facts: ["as captured", "unread"] }, "unread"],
    ["the same, accepted since", { facts: ["unread"], capturedAt: AFTER }, "gone"],
    ["too many to name, one left", { id: `:0123${FOR_ALL}`, drift: true }, "changed"],
    ["of an earlier version, nobody looked", { facts: [], status: "unknown" }, "unread"],
    ["of an earlier version, well", { facts: [] }, "gone"],
    ["errors gone", { probe: "ecc", id: "", facts: [] }, "gone"],
    ["errors still", { probe: "ecc", id: "", facts: [], status: "critical" }, "failed"],
    ["errors, and now only worn", { probe: "ecc", id: "", facts: [], status: "warning" }, "unread"],
    ["the baseline still damaged", { probe: "baseline", id: "", facts: [], baseline: "damaged" }, "baseline"],
    ["the baseline replaced", { probe: "baseline", id: "", facts: [] }, "gone"],
  ])("%s", async (_name, change, wanted) => {
    expect(await ask(change)).toBe(wanted);
  });

  it("is gone only with a trusted baseline in which every named fact is as captured or was accepted since", async () => {
    const world = fc.record({
      status: fc.constantFrom<GpuProbe["status"]>("pass", "warning", "critical", "unknown", "not_applicable"),
      baseline: fc.constantFrom<GpuBaselineState["state"]>("ok", "absent", "damaged", "foreign"),
      capturedAt: fc.constantFrom(BEFORE, AFTER),
      drift: fc.boolean(),
      facts: fc.array(fc.constantFrom<FactStanding>("as captured", "another", "unread"), { maxLength: 4 }),
      id: fc.constantFrom(":0123", `:0123${FOR_ALL}`),
    });
    await fc.assert(
      fc.asyncProperty(world, async (one) => {
        fc.pre((await ask(one)) === "gone");
        expect([one.baseline, one.facts.includes("another")]).toEqual(["ok", false]);
        expect(one.capturedAt === AFTER || !one.facts.includes("unread")).toBe(true);
      }),
    );
  });

  it("takes a wrong answer back only for a deep right one after it, of a card where there is one", async () => {
    const asked = (note: World["note"], accelerators: number, status: GpuProbe["status"]): Promise<string> =>
      ask({ probe: "known_answer", id: "", facts: [], note, accelerators, status });
    expect([
      await asked(null, 0, "not_applicable"),
      await asked(null, 1, "pass"),
      await asked({ state: "right", on: "card", at: BEFORE }, 1, "pass"),
      await asked({ state: "wrong", on: "card", at: AFTER }, 1, "pass"),
      await asked({ state: "right", on: "software", at: AFTER }, 1, "unknown"),
      await asked({ state: "right", on: "card", at: AFTER }, 1, "critical"),
      await asked({ state: "right", on: "software", at: AFTER }, 0, "not_applicable"),
      await asked({ state: "right", on: "card", at: AFTER }, 1, "pass"),
    ]).toEqual([...Array<string>(6).fill("wrong"), "gone", "gone"]);
  });
});
