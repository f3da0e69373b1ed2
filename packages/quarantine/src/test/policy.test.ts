import { createHash } from "node:crypto";
import { STAGE_IDS, type Finding, type StageVerdict, type Verdict } from "@casemate/contract";
import { buildGguf, buildSafetensors, goodGguf, goodSafetensors } from "@casemate/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toFinding } from "../common/findings.ts";
import { InspectionReport } from "../common/inspector-contract.ts";
import { applyPolicy } from "../common/policy/apply.ts";
import { DigestList, type DigestEntry } from "../common/policy/digest-list.ts";
import { NOTHING_IN_FORCE, type InForce } from "../common/policy/in-force.ts";
import { LIMIT_NAMES, MAXIMA } from "../common/policy/policy.ts";
import { readPolicy } from "../common/policy/read-policy.ts";
import { RULES } from "../common/rules/index.ts";
import { judge, rulesOf } from "./judge.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const RANK = { admit: 0, hold: 1, refuse: 2 } as const satisfies Record<Verdict, number>;
const STAGE_RANK = { not_applicable: 0, pass: 0, not_run: 1, hold: 2, refuse: 3 } as const satisfies Record<
  StageVerdict,
  number
>;

const GOOD = buildGguf(goodGguf());
const SHA = createHash("sha256").update(GOOD).digest("hex");
const entry = (sha256: string, name = "", note = ""): DigestEntry => ({ sha256, name, note });
const force = (change: Partial<InForce>): InForce => ({ ...NOTHING_IN_FORCE, ...change });
const under = (policy: object): InForce =>
  force({ policy: readPolicy(bytes(JSON.stringify(policy))), digest: SHA });

/** Rules that a policy can set higher, with what it can set. */
const TIGHTER = [...RULES.values()]
  .filter(({ id, asks }) => !id.startsWith("policy.") && asks !== "refuse")
  .map(({ id, asks }) => ({ id, to: asks === null ? (["hold", "refuse"] as const) : (["refuse"] as const) }));

const policies = fc
  .record(
    {
      limits: fc.dictionary(fc.constantFrom(...LIMIT_NAMES), fc.integer({ min: 1, max: 100_000 }), {
        minKeys: 1,
        noNullPrototype: true,
      }),
      requirePin: fc.constant(true),
      refuse: fc.constantFrom(
        { formats: ["gguf"] },
        { architectures: ["llama"] },
        { quantisations: ["F32"] },
      ),
      allow: fc.constantFrom({ formats: ["safetensors"] }, { architectures: ["llama", "qwen2"] }),
      rules: fc
        .uniqueArray(fc.constantFrom(...TIGHTER), { minLength: 1, maxLength: 20, selector: ({ id }) => id })
        .chain((rows) =>
          fc
            .tuple(...rows.map(({ to }) => fc.constantFrom(...to)))
            .map((words) => Object.fromEntries(rows.map(({ id }, index) => [id, words[index]]))),
        ),
    },
    { requiredKeys: [] },
  )
  // Allowing and refusing the same kind is an error of its own, tested below.
  .filter(({ refuse, allow }) => refuse === undefined || allow === undefined)
  .filter((policy) => Object.keys(policy).length > 0)
  .map((policy) => readPolicy(bytes(JSON.stringify({ version: 1, ...policy }))));

const digests = fc.constantFrom("a", "b", "c").map((letter) => letter.repeat(64));
const names = fc.constantFrom("one.gguf", "two.gguf", "model.safetensors", "a/one.gguf", "");
const lists = fc
  .array(fc.record({ sha256: digests, name: names, note: fc.constant("") }), { maxLength: 3 })
  .map((entries) => new DigestList(entries));
const inForces: fc.Arbitrary<InForce> = fc.record({
  policy: fc.option(policies),
  digest: fc.constant("default"),
  broken: fc.option(fc.constant("Line 1: this is not JSON.")),
  pins: lists,
  blocks: lists,
});

const findings: fc.Arbitrary<Finding[]> = fc.array(
  fc
    .record({ rule: fc.constantFrom(...RULES.values()), stage: fc.constantFrom(...STAGE_IDS) })
    .map(({ rule, stage }) => toFinding({ rule: rule.id, message: "Said by a test." }, stage, null)),
  { maxLength: 12 },
);
const reports = fc
  .record({
    verdict: fc.constantFrom("admit", "hold", "refuse"),
    findings,
    stages: fc.tuple(
      ...STAGE_IDS.map((id) =>
        fc.record({
          id: fc.constant(id),
          verdict: fc.constantFrom<StageVerdict>("pass", "hold", "refuse", "not_run", "not_applicable"),
          ms: fc.constant(0),
          detail: fc.constant("Done."),
        }),
      ),
    ),
    format: fc.constantFrom("GGUF v3", "safetensors", "unknown"),
    architecture: fc.option(fc.constantFrom("llama", "qwen2", "LLaMA")),
    quantisation: fc.option(fc.constantFrom("F32", "Q4_K")),
    tensors: fc.option(fc.nat()),
    sizes: fc.option(fc.record({ header: fc.nat(), template: fc.nat() })),
    files: fc.array(fc.record({ name: names, bytes: fc.nat(), sha256: digests }), {
      minLength: 1,
      maxLength: 3,
    }),
  })
  .map(({ format, architecture, quantisation, tensors, ...rest }) => ({
    ...rest,
    verdict: rest.verdict,
    stages: [...rest.stages],
    sha256: "a".repeat(64),
    bytes: 1,
    facts: {
      format,
      architecture,
      quantisation,
      tensors,
      title: null,
      parameters: null,
      contextLength: null,
      chatTemplate: false,
    },
    tensors: [],
    templates: [],
    runnable: false,
  }));

describe("a policy can only tighten", () => {
  it("whatever it says and whatever was found: no verdict becomes better, no finding is lost, every file gets an answer", () => {
    fc.assert(
      fc.property(reports, inForces, (report, inForce) => {
        const after = InspectionReport.parse(applyPolicy(report, inForce));
        const added = after.findings.length - report.findings.length;
        const asked = Math.max(
          0,
          ...after.findings.slice(0, added).map(({ rule }) => RANK[RULES.get(rule)?.asks ?? "admit"]),
        );
        expect({
          verdict: RANK[after.verdict],
          worseStages: after.stages.every(
            ({ verdict }, index) =>
              STAGE_RANK[verdict] >= STAGE_RANK[report.stages[index]?.verdict ?? "pass"],
          ),
          kept: after.findings.slice(added),
          order: after.stages.map(({ id }) => id),
        }).toEqual({
          // Exactly as much worse as what was added asks for.
          verdict: Math.max(RANK[report.verdict], asked),
          worseStages: true,
          kept: report.findings,
          order: [...STAGE_IDS],
        });
      }),
      { numRuns: 300 },
    );
  });

  it("nothing in force changes nothing", () => {
    fc.assert(
      fc.property(reports, (report) => {
        expect(applyPolicy(report, NOTHING_IN_FORCE)).toEqual(report);
      }),
    );
  });

  it("a policy or list that cannot be read admits nothing at all", () => {
    fc.assert(
      fc.property(reports, inForces, (report, inForce) => {
        expect(applyPolicy(report, { ...inForce, broken: "Line 1." }).verdict).not.toBe("admit");
      }),
    );
  });

  it("holds a file with more findings than are listed when a tightened rule may be among them", () => {
    const [report] = fc.sample(reports, 1);
    const many = toFinding({ rule: "limit.more-findings", message: "3 more." }, "content", null);
    const base = { ...(report as InspectionReport), verdict: "admit" as const, findings: [many] };
    expect(applyPolicy(base, under({ version: 1, rules: { "gguf.final-padding": "refuse" } })).verdict).toBe(
      "hold",
    );
  });
});

describe("what is in force, over real bytes", () => {
  const sized = (name: string, value: number): object => ({ version: 1, limits: { [name]: value } });
  it.each<[string, InForce, Verdict, string[]]>([
    ["a blocked digest", force({ blocks: new DigestList([entry(SHA)]) }), "refuse", ["identity.blocked"]],
    ["another blocked digest", force({ blocks: new DigestList([entry("1".repeat(64))]) }), "admit", []],
    [
      "a pinned digest",
      force({ pins: new DigestList([entry(SHA, "other.gguf")]) }),
      "admit",
      ["identity.pinned"],
    ],
    [
      "a pinned name with other bytes",
      force({ pins: new DigestList([entry("1".repeat(64), "mine.gguf")]) }),
      "refuse",
      ["identity.pin-mismatch"],
    ],
    [
      "a pin of another name",
      force({ pins: new DigestList([entry("1".repeat(64), "yours.gguf")]) }),
      "admit",
      [],
    ],
    [
      "no pin where one is required",
      under({ version: 1, requirePin: true }),
      "refuse",
      ["policy.not-pinned"],
    ],
    [
      "a pin where one is required",
      { ...under({ version: 1, requirePin: true }), pins: new DigestList([entry(SHA)]) },
      "admit",
      ["identity.pinned"],
    ],
    ["one byte too many", under(sized("maxFileBytes", GOOD.length - 1)), "refuse", ["policy.over-limit"]],
    ["just as many bytes as allowed", under(sized("maxFileBytes", GOOD.length)), "admit", []],
    ["too large a header", under(sized("maxHeaderBytes", 32)), "refuse", ["policy.over-limit"]],
    ["too many tensors", under(sized("maxTensors", 1)), "refuse", ["policy.over-limit"]],
    [
      "an architecture that is refused",
      under({ version: 1, refuse: { architectures: ["Llama"] } }),
      "refuse",
      ["policy.kind-refused"],
    ],
    [
      "another architecture that is refused",
      under({ version: 1, refuse: { architectures: ["qwen2"] } }),
      "admit",
      [],
    ],
    [
      "an architecture that is allowed",
      under({ version: 1, allow: { architectures: ["llama"] } }),
      "admit",
      [],
    ],
    [
      "only others allowed",
      under({ version: 1, allow: { formats: ["safetensors"] } }),
      "refuse",
      ["policy.kind-refused"],
    ],
    [
      "unsigned files held",
      under({ version: 1, rules: { "provenance.unsigned": "hold" } }),
      "hold",
      ["policy.rule-held"],
    ],
    [
      "unsigned files refused",
      under({ version: 1, rules: { "provenance.unsigned": "refuse" } }),
      "refuse",
      ["policy.rule-refused"],
    ],
  ])("%s", async (_what, inForce, verdict, rules) => {
    const report = applyPolicy(await judge(GOOD, { name: "mine.gguf" }), inForce);
    expect({ verdict: report.verdict, rules: rulesOf(report) }).toEqual({ verdict, rules });
  });

  it("does not take what was not measured for small", async () => {
    const report = applyPolicy(await judge(GOOD.slice(0, 40)), under(sized("maxHeaderBytes", 1_000_000)));
    expect([report.verdict, rulesOf(report).includes("policy.not-measured")]).toEqual(["refuse", true]);
  });

  it("does not take names that many models share for a pin's", async () => {
    const file = buildSafetensors(goodSafetensors());
    const pins = new DigestList(
      ["model.safetensors", "model-00001-of-00002.safetensors"].map((name, index) =>
        entry(String(index).repeat(64), name),
      ),
    );
    const report = applyPolicy(await judge(file, { name: "model.safetensors" }), force({ pins }));
    expect([report.verdict, rulesOf(report)]).toEqual(["admit", []]);
  });

  it("has limits that real files can be measured against", async () => {
    for (const file of [GOOD, buildSafetensors(goodSafetensors())]) {
      const { sizes, facts } = await judge(file);
      expect(
        [sizes?.header, facts.tensors].every((size) => size !== undefined && size !== null && size > 0),
      ).toBe(true);
    }
    expect(Object.values(MAXIMA).every(Number.isSafeInteger)).toBe(true);
  });
});
