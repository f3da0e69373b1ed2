import type { Verdict } from "@casemate/contract";
import { buildSafetensors, goodSafetensors, someFloats, type SafetensorsSpec } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { headlineFor } from "../common/headline.ts";
import type { RuleId } from "../common/rules/index.ts";
import { judge, rulesOf } from "./judge.ts";

const good = goodSafetensors();
const EMBED = "model.embed.weight";

function entries(change: Record<string, unknown>): SafetensorsSpec {
  return { ...good, entries: { ...good.entries, ...change } };
}

function one(entry: string, bytes = 16): SafetensorsSpec {
  return { header: `{"t":${entry}}`, data: new Uint8Array(bytes) };
}

const F32 = (shape: string, offsets: string): string =>
  `{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`;

const HOSTILE: readonly (readonly [what: string, rule: RuleId, verdict: Verdict, spec: SafetensorsSpec])[] = [
  ["header length 2^64-1", "safetensors.header-length", "refuse", { ...good, headerLength: 2n ** 64n - 1n }],
  ["header length 2^63", "safetensors.header-length", "refuse", { ...good, headerLength: 2n ** 63n }],
  ["header longer than the file", "safetensors.header-length", "refuse", { ...good, headerLength: 100_000n }],
  ["header length 0", "safetensors.header-length", "refuse", { ...good, headerLength: 0n }],
  [
    "header one byte too short",
    "safetensors.header-json",
    "refuse",
    { header: '{"a":1}', headerLength: 6n, data: new Uint8Array() },
  ],
  [
    "header over 32 MiB",
    "safetensors.header-too-large",
    "hold",
    { headerBytes: new Uint8Array(34 * 1024 * 1024).fill(0x20).fill(0x7b, 0, 1), data: new Uint8Array() },
  ],
  [
    "text after the header's table",
    "safetensors.header-json",
    "refuse",
    { header: "{} x", data: new Uint8Array() },
  ],
  ["a list inside lists inside lists", "safetensors.header-json", "refuse", one("[[[[[[1]]]]]]")],
  ["a trailing comma", "safetensors.header-json", "refuse", { header: '{"t":1,}', data: new Uint8Array() }],
  ["NaN in the header", "safetensors.header-json", "refuse", one("NaN")],
  ["a number of 40 digits", "safetensors.header-json", "refuse", one(F32(`[${"9".repeat(40)}]`, "[0,16]"))],
  [
    "a raw line break in a text",
    "safetensors.header-json",
    "refuse",
    { header: '{"a\nb":1}', data: new Uint8Array() },
  ],
  [
    "header that is not UTF-8",
    "safetensors.invalid-utf8",
    "refuse",
    { headerBytes: Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), data: new Uint8Array() },
  ],
  [
    "the same tensor twice",
    "safetensors.duplicate-key",
    "refuse",
    { header: `{"t":${F32("[4]", "[0,16]")},"t":${F32("[4]", "[0,16]")}}`, data: new Uint8Array(16) },
  ],
  [
    "the same tensor twice, one name escaped",
    "safetensors.duplicate-key",
    "refuse",
    { header: `{"t":${F32("[4]", "[0,16]")},"\\u0074":${F32("[4]", "[0,16]")}}`, data: new Uint8Array(16) },
  ],
  [
    "the same field twice",
    "safetensors.duplicate-key",
    "refuse",
    one('{"dtype":"F32","dtype":"U8","shape":[4],"data_offsets":[0,16]}'),
  ],
  ["an entry that is a number", "safetensors.entry-shape", "refuse", one("7")],
  [
    "an entry with a fourth field",
    "safetensors.entry-shape",
    "refuse",
    one('{"dtype":"F32","shape":[4],"data_offsets":[0,16],"x":1}'),
  ],
  ["a negative dimension", "safetensors.entry-shape", "refuse", one(F32("[-4]", "[0,16]"))],
  ["a fractional dimension", "safetensors.entry-shape", "refuse", one(F32("[4.0]", "[0,16]"))],
  ["three offsets", "safetensors.entry-shape", "refuse", one(F32("[4]", "[0,16,16]"))],
  ["an unknown dtype", "safetensors.dtype", "hold", one('{"dtype":"F31","shape":[4],"data_offsets":[0,16]}')],
  [
    "dtype __proto__",
    "safetensors.dtype",
    "hold",
    one('{"dtype":"__proto__","shape":[4],"data_offsets":[0,16]}'),
  ],
  [
    "20 dimensions",
    "safetensors.dimension-count",
    "hold",
    one(F32("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,4]", "[0,16]")),
  ],
  [
    "product of dimensions wraps",
    "safetensors.size-overflow",
    "refuse",
    one(F32("[4294967296,4294967296]", "[0,16]")),
  ],
  [
    "shape needs more than the offsets give",
    "safetensors.size-mismatch",
    "refuse",
    one(F32("[5]", "[0,16]")),
  ],
  ["offsets backwards", "safetensors.offsets", "refuse", one(F32("[4]", "[16,0]"))],
  ["tensor past the end", "safetensors.tensor-out-of-bounds", "refuse", one(F32("[8]", "[0,32]"))],
  [
    "offsets past 2^53",
    "safetensors.tensor-out-of-bounds",
    "refuse",
    one(F32("[4]", "[9007199254740993,9007199254741009]")),
  ],
  [
    "two tensors at one place",
    "safetensors.tensor-overlap",
    "refuse",
    { header: `{"a":${F32("[4]", "[0,16]")},"b":${F32("[4]", "[0,16]")}}`, data: new Uint8Array(16) },
  ],
  [
    "a gap between tensors",
    "safetensors.tensor-gap",
    "refuse",
    { header: `{"a":${F32("[2]", "[0,8]")},"b":${F32("[1]", "[12,16]")}}`, data: new Uint8Array(16) },
  ],
  ["a gap before the first", "safetensors.tensor-gap", "refuse", one(F32("[3]", "[4,16]"))],
  [
    "bytes after the last tensor",
    "safetensors.trailing-data",
    "refuse",
    { ...good, data: new Uint8Array(120) },
  ],
  ["no tensors", "safetensors.no-tensors", "hold", { header: "{}", data: new Uint8Array() }],
  [
    "metadata that is a number",
    "safetensors.metadata-shape",
    "refuse",
    entries({ __metadata__: { format: 1 } }),
  ],
  ["metadata that is a list", "safetensors.metadata-shape", "refuse", entries({ __metadata__: [] })],
  [
    "a name with an invisible character",
    "safetensors.tensor-name",
    "hold",
    one(F32("[4]", "[0,16]")).header
      ? { header: `{"t\u200b":${F32("[4]", "[0,16]")}}`, data: new Uint8Array(16) }
      : good,
  ],
  [
    "three million values",
    "safetensors.too-many",
    "hold",
    { header: `{"t":[${"0,".repeat(3_000_000)}0]}`, data: new Uint8Array() },
  ],
  [
    "NaN in BF16",
    "weights.not-a-number",
    "hold",
    { ...good, data: good.data.map((byte, at) => (at === 96 ? 0xc0 : at === 97 ? 0x7f : byte)) },
  ],
  [
    "infinity in F32",
    "weights.not-a-number",
    "hold",
    { ...good, data: good.data.map((byte, at) => (at === 94 ? 0x80 : at === 95 ? 0x7f : byte)) },
  ],
];

describe("hostile safetensors shapes", () => {
  it.each(HOSTILE)("%s", async (_what, rule, verdict, spec) => {
    const report = await judge(buildSafetensors(spec), { name: "model.safetensors" });
    expect({ verdict: report.verdict, rules: rulesOf(report) }).toEqual({ verdict, rules: [rule] });
  });
});

describe("well-formed safetensors twins", () => {
  it.each([
    ["the good file", good],
    ["a header filled with spaces", { ...good, header: `${JSON.stringify(good.entries)}     ` }],
    [
      "a header of odd length, so that the numbers lie crooked",
      { ...good, header: `${JSON.stringify(good.entries)} ` },
    ],
    [
      "a tensor without elements",
      entries({ empty: { dtype: "F32", shape: [0, 4], data_offsets: [116, 116] } }),
    ],
    ["a tensor without dimensions", { header: `{"t":${F32("[]", "[0,4]")}}`, data: someFloats(1) }],
    ["a name __proto__", { header: `{"__proto__":${F32("[4]", "[0,16]")}}`, data: new Uint8Array(16) }],
    [
      "4-bit numbers",
      { header: '{"t":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}}', data: new Uint8Array(2) },
    ],
  ] satisfies [string, SafetensorsSpec][])(
    "%s is admitted as a component without a finding",
    async (_what, spec) => {
      const report = await judge(buildSafetensors(spec));
      expect({ verdict: report.verdict, rules: rulesOf(report), runnable: report.runnable }).toEqual({
        verdict: "admit",
        rules: [],
        runnable: false,
      });
      expect(headlineFor(report)).toMatch(/^Admitted as a component\. /);
    },
  );

  it("states facts", async () => {
    const report = await judge(
      buildSafetensors(
        entries({ __metadata__: { "modelspec.title": "Twin", "modelspec.architecture": "toy" } }),
      ),
    );
    expect(report.facts).toEqual({
      format: "safetensors",
      architecture: "toy",
      title: "Twin",
      tensors: 3,
      parameters: 36,
      quantisation: "F32",
      contextLength: null,
      chatTemplate: false,
    });
    expect(report.tensors.map(({ name }) => name)).toEqual([EMBED, "model.norm.weight", "model.mask"]);
  });
});
