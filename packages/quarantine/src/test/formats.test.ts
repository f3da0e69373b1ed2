import { describe, expect, it } from "vitest";
import { FORMATS, PICKLES } from "./format-samples.ts";
import { judge, rulesOf } from "./judge.ts";
import { bytesSource } from "../common/byte-source.ts";
import { explainPickle } from "../common/pickle/explain.ts";

describe("files that are no admissible model", () => {
  it.each(FORMATS.map((row) => [row.what, row] as const))("%s", async (_what, row) => {
    // The name never decides.
    const report = await judge(row.bytes, { name: "model.gguf" });
    expect({
      verdict: report.verdict,
      rules: rulesOf(report),
      stages: report.stages.map(({ verdict }) => verdict),
    }).toEqual({
      verdict: "refuse",
      rules: [row.rule],
      stages: ["pass", "refuse", "pass", "not_run", "not_run", "not_run", "not_run"],
    });
    const message = report.findings[0]?.message ?? "";
    if (typeof row.says === "string") expect(message).toContain(row.says);
    else expect(message).toMatch(row.says);
  });

  it("points at the byte where the function is named", async () => {
    const report = await judge(
      FORMATS.find(({ what }) => what === "pickle, protocol 2")?.bytes ?? new Uint8Array(),
    );
    const [finding] = report.findings;
    expect({ offset: finding?.offset, where: finding?.where, excerpt: finding?.excerpt?.at }).toEqual({
      offset: 2,
      where: "posix.system",
      excerpt: 0,
    });
  });
});

describe("walking pickles", () => {
  it.each([
    ["ten thousand nested lists", "]".repeat(10_000) + "a".repeat(9_999) + "."],
    ["a stack that never ends", "N".repeat(300_000)],
    ["a memo bomb", "N" + Array.from({ length: 30_000 }, (_, index) => `p${String(index)}\n`).join("") + "."],
    ["a text of 2^32-1 bytes", "\x80\x02X\xff\xff\xff\xff"],
    ["a text of 2^64-1 bytes", "\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff"],
    ["a mark that is not there", "\x80\x02t."],
    ["values that are not there", "\x80\x02RRRR."],
  ])("%s ends and stays small", (_what, program) => {
    const source = bytesSource(Uint8Array.from(program, (char) => char.charCodeAt(0)));
    expect(explainPickle(source).call?.name ?? null).toSatisfy(
      (name: unknown) => name === null || name === "something it computes",
    );
  });

  it("survives every pickle cut at every byte", () => {
    for (const program of Object.values(PICKLES)) {
      const bytes = Uint8Array.from(program, (char) => char.charCodeAt(0));
      for (let length = 0; length <= bytes.length; length++)
        explainPickle(bytesSource(bytes.slice(0, length)));
    }
  });
});
