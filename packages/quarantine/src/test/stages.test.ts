import { readdirSync } from "node:fs";
import { STAGE_IDS } from "@casemate/contract";
import { buildGguf, CORPUS, goodGguf } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { bytesSource } from "../common/byte-source.ts";
import { openStructure } from "../common/inspection.ts";
import { runStages } from "../common/run-stages.ts";
import { RULES } from "../common/rules/index.ts";
import { STAGES } from "../common/stages/index.ts";
import { nodeKit, sha256 } from "../node/hasher.ts";
import { judge, judgeSource, rulesOf } from "./judge.ts";

const good = buildGguf(goodGguf());
const digest = ((): string => {
  const hash = sha256();
  hash.update(good);
  return hash.digest();
})();

describe("the registry of stages", () => {
  it("has the contract's seven in their order, and one file for each", () => {
    const files = readdirSync(new URL("../common/stages/", import.meta.url)).filter(
      (name) => !["index.ts", "define-stage.ts"].includes(name),
    );
    expect(STAGES.map(({ id }) => id)).toEqual([...STAGE_IDS]);
    expect(files.sort()).toEqual([...STAGE_IDS].map((id) => `${id}.ts`).sort());
  });
});

describe("identity", () => {
  it.each([
    ["the digest of arrival", { expectedSha256: digest }, "admit", []],
    [
      "another digest than at arrival",
      { expectedSha256: "0".repeat(64) },
      "refuse",
      ["identity.digest-mismatch"],
    ],
  ] as const)("%s", async (_what, options, verdict, rules) => {
    const report = await judge(good, options);
    expect({ verdict: report.verdict, sha256: report.sha256, rules: rulesOf(report) }).toEqual({
      verdict,
      sha256: digest,
      rules,
    });
  });
});

describe("when things go wrong", () => {
  it("tells a name with invisible characters and does not hold the file for it", async () => {
    const report = await judge(good, { name: "model\u202egguf" });
    expect({ verdict: report.verdict, rules: rulesOf(report) }).toEqual({
      verdict: "admit",
      rules: ["source.name"],
    });
  });

  it("rejects with one clear sentence when the bytes cannot be read to the end", async () => {
    const source = bytesSource(good);
    const failing = {
      size: source.size,
      read: (offset: number, target: Uint8Array) => {
        if (offset + target.length === good.length) throw new Error("EIO");
        source.read(offset, target);
      },
    };
    await expect(judgeSource(failing)).rejects.toMatchObject({
      code: "unreadable",
      message: expect.stringContaining("could not be read to its end") as string,
    });
  });

  it("holds the file when a stage breaks down", async () => {
    let reads = 0;
    const source = bytesSource(good);
    // The first read (the format) fails once; the bytes are fine afterwards.
    const flaky = {
      size: source.size,
      read: (offset: number, target: Uint8Array) => {
        if (reads++ === 0) throw new TypeError("secret detail");
        source.read(offset, target);
      },
    };
    const report = await judgeSource(flaky);
    const crashed = report.findings.filter(({ rule }) => rule === "stage.crashed");
    expect({
      verdict: report.verdict,
      stages: crashed.map(({ stage }) => stage),
      told: JSON.stringify(report).includes("secret detail"),
    }).toEqual({ verdict: "hold", stages: ["format", "content", "weights"], told: false });
  });

  it("reports every stage and steady progress", async () => {
    const seen: string[] = [];
    const done: number[] = [];
    const request = {
      source: bytesSource(good),
      name: "m",
      origin: { kind: "path" as const, name: "m" },
      expectedSha256: null,
      profile: "full" as const,
      structure: openStructure(bytesSource(good), nodeKit.now, () => undefined),
      set: () => null,
    };
    await runStages(request, nodeKit, {
      onProgress: (stage, bytes) => {
        if (stage === "identity") done.push(bytes);
      },
      onStage: ({ id }) => {
        seen.push(id);
      },
    });
    expect({ seen, done }).toEqual({ seen: [...STAGE_IDS], done: [0, good.length] });
  });

  it("keeps a report small however many findings there are", async () => {
    const spec = goodGguf();
    const tensors = Array.from({ length: 5000 }, (_, index) => ({
      name: `t\u200b${String(index)}`,
      dims: [1n],
      type: 24,
      data: Uint8Array.of(1),
    }));
    const report = await judge(buildGguf({ ...spec, tensors }));
    expect({
      count: report.findings.filter(({ rule }) => rule === "gguf.tensor-name").length,
      more: report.findings.at(-1)?.message,
      tensors: report.tensors.length,
    }).toEqual({
      count: 50,
      more: "4,950 more findings are not listed.",
      tensors: 4096,
    });
  });
});

describe("the rules", () => {
  it("are each tripped by some test", () => {
    const elsewhere = [
      // Told for every file, or for good ones.
      ...[
        "provenance.unsigned",
        "gguf.chat-template",
        "gguf.control-characters",
        "gguf.token-utf8",
        "safetensors.control-characters",
      ],
      // Tests of this file, of the inspector and of the properties.
      ...[
        "identity.blocked",
        "identity.pinned",
        "identity.pin-mismatch",
        "identity.digest-mismatch",
        "identity.changed",
        "stage.crashed",
        "limit.more-findings",
      ],
      ...["source.name"],
      // Would need a file of more than half a gigabyte.
      "gguf.metadata-size",
    ];
    const tripped = new Set<string>([
      ...Object.values(CORPUS).flatMap((rows) => rows.map(({ rule }) => rule)),
      ...elsewhere,
    ]);
    expect(
      // What a policy says is tested in policy.test.ts.
      [...RULES.keys()].filter((rule) => !tripped.has(rule) && !rule.startsWith("policy.")),
    ).toEqual([]);
  });
});
