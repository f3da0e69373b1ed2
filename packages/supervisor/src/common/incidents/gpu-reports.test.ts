import { type GpuProbe, type GpuCheck, type GpuDrift } from "@casemate/contract";
import * as fc from "fast-check";
import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { FOR_ALL, gpuReports, MAX_NAMED, type InUse } from "./gpu-reports.ts";

const probe = (id: string, status: GpuProbe["status"]): GpuProbe => ({
  id,
  title: id,
  status,
  score: status === "critical" ? 1 : 0,
  weight: 1,
  sentence: "What was found.",
  remedy: null,
  evidence: [],
});
const drift = (section: GpuDrift["section"], explained: boolean, after = "new"): GpuDrift => ({
  section,
  card: null,
  what: "driver",
  before: "old",
  after,
  explained,
  because: "",
  evidence: [],
});
const check = (probes: GpuProbe[], changes: GpuDrift[] = []): GpuCheck => ({
  at: "2026-11-21T10:00:00.000Z",
  verdict: "critical",
  score: 1,
  sentence: "",
  reasons: ["one", "two"],
  accelerators: 1,
  probes,
  sources: [],
  drift: changes,
  taken: [],
  granted: [],
  baseline: { state: "ok", capturedAt: null, cards: 1, sha256: null },
  notChecked: [],
  fingerprint: null,
});
const PROCESSOR: InUse = { on: "processor", modelId: "m" };
const CARD: InUse = { on: "accelerator", modelId: "m" };
const NOTHING: InUse = { on: null, modelId: null };
const told = (found: GpuCheck, inUse: InUse): unknown[] =>
  gpuReports(found, inUse, (text) => text).map(({ class: of, severity, subject }) => [
    of,
    severity,
    subject.kind === "model" ? "model" : subject.id.split(":")[1],
  ]);

describe("what a check makes of itself", () => {
  it.each<[string, GpuCheck, InUse, unknown[]]>([
    [
      "errors of a card in use",
      check([probe("ecc", "critical")]),
      CARD,
      ["integrity_violation", "critical", "ecc"],
    ],
    [
      "errors of another",
      check([probe("ecc", "critical")]),
      PROCESSOR,
      ["integrity_violation", "medium", "ecc"],
    ],
    [
      "a changed driver",
      check([probe("driver", "critical")]),
      NOTHING,
      ["integrity_violation", "high", "driver"],
    ],
    [
      "a new card",
      check([probe("inventory", "critical")]),
      NOTHING,
      ["integrity_violation", "high", "inventory"],
    ],
    [
      "a wrong processor in use",
      check([probe("cpu_known_answer", "critical")]),
      PROCESSOR,
      ["model_behavior_anomaly", "high", "model"],
    ],
    [
      "a wrong processor that nothing runs on",
      check([probe("cpu_known_answer", "critical")]),
      NOTHING,
      ["model_behavior_anomaly", "medium", "cpu_known_answer"],
    ],
    [
      "a driver that is gone without a record",
      check([probe("driver", "warning")], [drift("identity", false)]),
      NOTHING,
      ["integrity_violation", "medium", "driver"],
    ],
  ])("%s", (_name, found, inUse, wanted) => {
    expect(told(found, inUse)).toEqual([wanted]);
  });

  it("is silent about what is well, unknown or explained, whatever else is there", () => {
    const ids = fc.constantFrom("ecc", "driver", "inventory", "link", "cpu_known_answer", "stored_models");
    const mild = fc.constantFrom<GpuProbe["status"]>("pass", "unknown", "not_applicable", "warning");
    const sections = fc.constantFrom<GpuDrift["section"]>("device", "identity", "module", "node", "machine");
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, mild)), fc.array(sections), (probes, explained) => {
        const found = check(
          probes.map(([id, status]) => probe(id, status)),
          explained.map((section) => drift(section, true)),
        );
        expect(told(found, CARD)).toEqual([]);
      }),
    );
  });

  it("names only what is new, in a name of its own, and says nothing where nothing is", () => {
    const named = (changes: GpuDrift[], known: readonly string[]): { id: string; after: string[] }[] =>
      gpuReports(
        check([probe("driver", "critical")], changes),
        NOTHING,
        (text) => hash("sha256", text),
        (_probe, _kind, { after }) => !known.includes(after),
      ).map(({ subject, evidence }) => ({
        id: subject.id,
        after: evidence.flatMap((one) => (one.kind === "change" ? [one.after] : [])),
      }));
    const [a, b] = [drift("identity", false, "a"), drift("identity", false, "b")];
    const told = [
      named([drift("module", true), a], []),
      named([a, b], ["a"]),
      named([a, b], []),
      named([a, b], ["a", "b"]),
    ].flat();
    expect([told.map(({ after }) => after), new Set(told.map(({ id }) => id)).size]).toEqual([
      [["a"], ["b"], ["a", "b"]],
      3,
    ]);
  });

  it("that cannot name all changes stands for all of its probe", () => {
    const many = Array.from({ length: MAX_NAMED + 1 }, (_, at) => drift("identity", false, String(at)));
    const [report] = gpuReports(check([probe("driver", "critical")], many), NOTHING, (text) => text);
    expect([report?.subject.id.endsWith(FOR_ALL), report?.evidence.length]).toEqual([true, MAX_NAMED + 1]);
  });

  it.each<[GpuCheck["baseline"]["state"], boolean]>([
    ["damaged", true],
    ["foreign", true],
    ["gone", true],
    ["other", true],
    ["unvouched", false],
    ["absent", false],
    ["ok", false],
  ])("a baseline that is %s is told of by itself: %s", (state, wanted) => {
    const found = { ...check([]), baseline: { ...check([]).baseline, state } };
    expect(told(found, CARD)).toEqual(wanted ? [["integrity_violation", "high", "baseline"]] : []);
  });

  it("says what to do about a machine, not about a model", () => {
    const todo = (id: string, changes: GpuDrift[] = []): string | undefined =>
      gpuReports(check([probe(id, "critical")], changes), NOTHING, (text) => text)[0]?.todo;
    expect([todo("cpu_known_answer"), todo("driver", [drift("identity", false)])]).toEqual([
      expect.stringMatching(/^See what was found/),
      expect.stringMatching(/^Find out who changed this/),
    ]);
  });
});
