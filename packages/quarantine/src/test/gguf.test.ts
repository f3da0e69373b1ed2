import { buildGguf, f32Tensor, gguf, goodGguf, withTensor, withValue } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { headlineFor } from "../common/headline.ts";
import { judge, rulesOf } from "./judge.ts";

describe("well-formed GGUF twins", () => {
  const good = goodGguf();
  it.each([
    ["the good file", good],
    ["version 2", { ...good, version: 2 }],
    ["alignment 64", { ...withValue(good, "general.alignment", gguf.u32(64)), alignment: 64 }],
    ["alignment 8", { ...withValue(good, "general.alignment", gguf.u32(8)), alignment: 8 }],
    ["name of 63 bytes", withTensor(good, 1, { name: "n".repeat(63) })],
    ["three-dimensional tensor", { ...good, tensors: [...good.tensors, f32Tensor("extra.weight", 4, 4, 4)] }],
    ["per-layer head counts", withValue(good, "llama.attention.head_count", gguf.u32s([4]))],
    ["an unknown key", withValue(good, "x.y", gguf.rawArray(4, 0n))],
    ["token id 'none'", withValue(good, "tokenizer.ggml.seperator_token_id", gguf.u32(0xffff_ffff))],
    ["integer scores", withValue(good, "tokenizer.ggml.scores", gguf.i32s([1, 2, 3, 4, 5, 6, 7, 8]))],
  ])("%s is admitted without a finding", async (_what, spec) => {
    const report = await judge(buildGguf(spec));
    expect({ verdict: report.verdict, rules: rulesOf(report), runnable: report.runnable }).toEqual({
      verdict: "admit",
      rules: [],
      runnable: true,
    });
  });

  it("states facts, digests and a headline that claims no more than was checked", async () => {
    const report = await judge(buildGguf(good));
    expect(report.facts).toEqual({
      format: "GGUF v3",
      architecture: "llama",
      title: "good twin",
      tensors: 5,
      parameters: 256 + 32 + 1024 + 96 + 33,
      quantisation: "Q8_0",
      contextLength: 64,
      chatTemplate: false,
    });
    expect(report.tensors.map(({ name, type, shape, bytes }) => ({ name, type, shape, bytes }))).toEqual([
      { name: "token_embd.weight", type: "F32", shape: [32, 8], bytes: 1024 },
      { name: "blk.0.attn_norm.weight", type: "F32", shape: [32], bytes: 128 },
      { name: "blk.0.attn_q.weight", type: "Q8_0", shape: [32, 32], bytes: 1088 },
      { name: "blk.0.ffn_up.weight", type: "F16", shape: [32, 3], bytes: 192 },
      { name: "output_norm.weight", type: "F32", shape: [33], bytes: 132 },
    ]);
    expect(headlineFor(report)).toBe(
      "Admitted. 5 tensors checked, 0 findings. Its behaviour was not tested.",
    );
  });

  it("notes a chat template and low-severity oddities without holding the file", async () => {
    const spec = withValue(
      withValue(good, "tokenizer.chat_template", gguf.text("{{ messages }}")),
      "general.description",
      gguf.text("a\u200bb"),
    );
    const report = await judge(buildGguf(spec));
    expect({ verdict: report.verdict, rules: rulesOf(report), template: report.facts.chatTemplate }).toEqual({
      verdict: "admit",
      rules: ["gguf.control-characters", "gguf.chat-template", "template.no-roles"],
      template: true,
    });
    expect(report.findings.find(({ rule }) => rule === "gguf.control-characters")?.message).toContain(
      "a\\u{200b}b",
    );
  });

  it("passes an adapter as a component that cannot run alone", async () => {
    const spec = {
      ...withValue(good, "general.type", gguf.text("adapter")),
      tensors: [f32Tensor("blk.0.attn_q.weight.lora_a", 8, 4), f32Tensor("blk.0.attn_q.weight.lora_b", 4, 8)],
    };
    const report = await judge(buildGguf(spec));
    expect({ verdict: report.verdict, runnable: report.runnable }).toEqual({
      verdict: "admit",
      runnable: false,
    });
    expect(headlineFor(report)).toBe(
      "Admitted as a component. 2 tensors checked, 0 findings. It cannot run alone, so its behaviour was not tested.",
    );
  });

  it("says which tensor is cut, with exact bytes", async () => {
    const bytes = buildGguf({ ...good, padEnd: false });
    const report = await judge(bytes.slice(0, -1));
    expect(report.findings.find(({ rule }) => rule === "gguf.tensor-out-of-bounds")?.message).toMatch(
      /^Tensor "output_norm\.weight" needs bytes [\d,]+ to [\d,]+ but the file ends at [\d,]+\. The file is cut short or was altered\.$/,
    );
  });

  it("does not look at weights in a quick scan, and says so", async () => {
    const report = await judge(buildGguf(good), { profile: "quick" });
    expect({ verdict: report.verdict, tensors: report.tensors, headline: headlineFor(report) }).toEqual({
      verdict: "admit",
      tensors: [],
      headline:
        "Admitted. 5 tensors checked, 0 findings. The weights were not looked at. Its behaviour was not tested.",
    });
  });
});
