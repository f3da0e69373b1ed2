import {
  buildGguf,
  f32Tensor,
  GGML_TYPE,
  goodGguf,
  gguf,
  someBytes,
  someFloats,
  withTensor,
  withValue,
  type GgufSpec,
  type GgufValue,
} from "../../gguf-builder.ts";
import { oneFile, type CorpusRow } from "../row.ts";

const U64_MAX = 2n ** 64n - 1n;
const good = goodGguf();
const twin = (): ReturnType<CorpusRow["twin"]> => oneFile(buildGguf(good));

function row(what: string, rule: string, verdict: CorpusRow["verdict"], spec: GgufSpec): CorpusRow {
  return { what, rule, verdict, hostile: () => oneFile(buildGguf(spec)), twin };
}

function value(
  what: string,
  rule: string,
  verdict: CorpusRow["verdict"],
  key: string,
  replacement: GgufValue,
): CorpusRow {
  return row(what, rule, verdict, withValue(good, key, replacement));
}

function tensor(
  what: string,
  rule: string,
  verdict: CorpusRow["verdict"],
  change: Partial<GgufSpec["tensors"][number]>,
  index = 0,
): CorpusRow {
  return row(what, rule, verdict, withTensor(good, index, change));
}

const HEADER: readonly CorpusRow[] = [
  {
    what: "only the magic",
    rule: "gguf.truncated-header",
    verdict: "refuse",
    hostile: () => oneFile(new TextEncoder().encode("GGUF")),
    twin,
  },
  {
    what: "header cut at 23 bytes",
    rule: "gguf.truncated-header",
    verdict: "refuse",
    hostile: () => oneFile(buildGguf(good).slice(0, 23)),
    twin,
  },
  row("version 0", "gguf.version", "hold", { ...good, version: 0 }),
  row("version 4", "gguf.version", "hold", { ...good, version: 4 }),
  row("version 1", "format.gguf-v1", "refuse", { ...good, version: 1 }),
  row("version 3 big-endian", "format.gguf-big-endian", "refuse", { ...good, version: 0x0300_0000 }),
  row("tensor count -1", "gguf.tensor-count", "refuse", { ...good, tensorCount: U64_MAX }),
  row("tensor count 2^60 (times record size wraps)", "gguf.tensor-count", "refuse", {
    ...good,
    tensorCount: 2n ** 60n,
  }),
  row("tensor count 2^63", "gguf.tensor-count", "refuse", { ...good, tensorCount: 2n ** 63n }),
  row("key count -1", "gguf.key-count", "refuse", { ...good, keyCount: U64_MAX }),
  row("key count 2^64/48 (CVE-2024-23605)", "gguf.key-count", "refuse", {
    ...good,
    keyCount: U64_MAX / 48n + 1n,
  }),
  row("key count 2^63", "gguf.key-count", "refuse", { ...good, keyCount: 2n ** 63n }),
  row("200,001 tensors in a file large enough", "gguf.too-many", "hold", {
    ...good,
    tensorCount: 200_001n,
    tail: new Uint8Array(200_001 * 24),
  }),
  row("one tensor fewer counted than listed", "gguf.tensor-misaligned", "refuse", {
    ...withTensor(good, 0, { offset: 7n }),
    tensorCount: 4n,
  }),
  row("one key more counted than there is", "gguf.tensor-name-length", "refuse", {
    ...good,
    keyCount: BigInt(good.metadata.length + 1),
  }),
];

const METADATA: readonly CorpusRow[] = [
  value(
    "text length 2^64-1",
    "gguf.string-length",
    "refuse",
    "general.name",
    gguf.lyingText(U64_MAX, someBytes(8)),
  ),
  value(
    "text length 2^63",
    "gguf.string-length",
    "refuse",
    "general.name",
    gguf.lyingText(2n ** 63n, someBytes(8)),
  ),
  value(
    "text length past the end",
    "gguf.string-length",
    "refuse",
    "general.name",
    gguf.lyingText(1_000_000n, someBytes(8)),
  ),
  {
    what: "copied as text",
    rule: "gguf.text-damage",
    verdict: "refuse",
    hostile: () =>
      oneFile(
        new TextEncoder().encode(
          new TextDecoder().decode(buildGguf(withValue(good, "llama.context_length", gguf.u32(384)))),
        ),
      ),
    twin,
  },
  value("value type 13", "gguf.value-type", "refuse", "general.name", gguf.raw(13, someBytes(8))),
  value(
    "value type 2^32-1",
    "gguf.value-type",
    "refuse",
    "general.name",
    gguf.raw(0xffff_ffff, someBytes(8)),
  ),
  value("array of type 13", "gguf.value-type", "refuse", "x.list", gguf.rawArray(13, 1n, someBytes(8))),
  value("array in an array", "gguf.nested-array", "refuse", "x.list", gguf.rawArray(9, 1n, someBytes(16))),
  value("u8 array of 2^40", "gguf.array-size", "refuse", "x.list", gguf.rawArray(0, 2n ** 40n, someBytes(8))),
  value(
    "u64 array of 2^61 (times 8 wraps to 0)",
    "gguf.array-size",
    "refuse",
    "x.list",
    gguf.rawArray(10, 2n ** 61n),
  ),
  value("text array of 2^63", "gguf.array-size", "refuse", "x.list", gguf.rawArray(8, 2n ** 63n)),
  value("array of 2^64-1", "gguf.array-size", "refuse", "x.list", gguf.rawArray(4, U64_MAX)),
  value(
    "text in an array longer than the file",
    "gguf.string-length",
    "refuse",
    "x.list",
    gguf.rawArray(8, 1n, new Uint8Array(8).fill(0xff)),
  ),
  value("truth value 2", "gguf.bool-value", "hold", "tokenizer.ggml.add_bos_token", gguf.bool(2)),
  value(
    "text that is not UTF-8",
    "gguf.invalid-utf8",
    "hold",
    "general.name",
    gguf.lyingText(2n, Uint8Array.of(0xc3, 0x28)),
  ),
  value(
    "overlong UTF-8",
    "gguf.invalid-utf8",
    "hold",
    "general.name",
    gguf.lyingText(2n, Uint8Array.of(0xc0, 0x80)),
  ),
  value(
    "UTF-8 surrogate",
    "gguf.invalid-utf8",
    "hold",
    "general.name",
    gguf.lyingText(3n, Uint8Array.of(0xed, 0xa0, 0x80)),
  ),
  value(
    "long text that is not UTF-8",
    "gguf.invalid-utf8",
    "hold",
    "general.notes",
    gguf.lyingText(1_100_000n, new Uint8Array(1_100_000).fill(0xff)),
  ),
  value("key of 65,536 bytes", "gguf.key-length", "refuse", "k".repeat(65_536), gguf.u32(1)),
  value("empty key", "gguf.empty-key", "refuse", "", gguf.u32(1)),
  value(
    "direction-changing character in a key",
    "gguf.key-characters",
    "hold",
    "general.\u202ename",
    gguf.u32(1),
  ),
  row("the same key twice", "gguf.duplicate-key", "refuse", {
    ...good,
    metadata: [...good.metadata, ["general.name", gguf.text("other")]],
  }),
  {
    what: "cut inside a value",
    rule: "gguf.metadata-cut",
    verdict: "refuse",
    hostile: () =>
      oneFile(
        buildGguf({ ...good, metadata: [["a", gguf.raw(10, someBytes(3))]], keyCount: 1n, tensors: [] }),
      ),
    twin,
  },
];

const TENSORS: readonly CorpusRow[] = [
  tensor("name of 64 bytes", "gguf.tensor-name-length", "refuse", { name: "n".repeat(64) }),
  tensor("name length 2^64-1", "gguf.tensor-name-length", "refuse", { nameLength: U64_MAX }),
  tensor("empty name", "gguf.tensor-name", "hold", { name: "" }),
  tensor("name that is not UTF-8", "gguf.tensor-name", "hold", { nameBytes: Uint8Array.of(0x74, 0xff) }),
  tensor("the same name twice", "gguf.duplicate-tensor", "refuse", { name: "blk.0.attn_norm.weight" }),
  tensor("control vector layer 2^29", "gguf.tensor-index", "refuse", { name: "direction.536870912" }),
  tensor("5 dimensions", "gguf.dimension-count", "refuse", { dims: [32n, 2n, 2n, 2n, 1n] }),
  tensor("2^32-1 dimensions", "gguf.dimension-count", "refuse", { dimCount: 0xffff_ffff }),
  tensor("no dimensions", "gguf.no-dimensions", "hold", { dims: [], data: someFloats(1) }),
  tensor("a dimension of 0", "gguf.zero-dimension", "refuse", { dims: [32n, 0n] }),
  tensor("2^32 × 2^32 (product wraps to 0)", "gguf.tensor-size-overflow", "refuse", {
    dims: [2n ** 32n, 2n ** 32n],
  }),
  tensor("2^62-1 floats (padded size wraps to 0)", "gguf.tensor-size-overflow", "refuse", {
    dims: [2n ** 62n - 1n],
  }),
  tensor("dimension 2^64-1 (negative)", "gguf.tensor-size-overflow", "refuse", { dims: [U64_MAX] }),
  tensor("two dimensions of 2^64-1 (product wraps to 1)", "gguf.tensor-size-overflow", "refuse", {
    dims: [U64_MAX, U64_MAX],
    type: GGML_TYPE.I8.id,
  }),
  tensor("Q8_0 whose bytes overflow though its elements do not", "gguf.tensor-size-overflow", "refuse", {
    dims: [2n ** 63n - 32n],
    type: GGML_TYPE.Q8_0.id,
  }),
  tensor("four dimensions of 2^16 × 2^16 × 2^16 × 2^16", "gguf.tensor-size-overflow", "refuse", {
    dims: [65_536n, 65_536n, 65_536n, 65_536n],
  }),
  row("two I8 tensors of 2^63-64 (CVE-2026-27940)", "gguf.tensor-out-of-bounds", "refuse", {
    ...good,
    tensors: [0n, 2n ** 63n - 64n].map((offset, index) => ({
      name: `t${String(index)}`,
      dims: [2n ** 63n - 64n],
      type: GGML_TYPE.I8.id,
      offset,
      data: someBytes(32),
    })),
  }),
  tensor("exabyte tensor", "gguf.tensor-out-of-bounds", "refuse", {
    dims: [2n ** 40n, 2n ** 19n],
    type: GGML_TYPE.I8.id,
  }),
  tensor("withdrawn type 4", "gguf.tensor-type", "hold", { type: 4 }),
  tensor("withdrawn type 33", "gguf.tensor-type", "hold", { type: 33 }),
  tensor("type 43", "gguf.tensor-type", "hold", { type: 43 }),
  tensor("type 2^32-1", "gguf.tensor-type", "hold", { type: 0xffff_ffff }),
  tensor("Q8_0 row of 33", "gguf.row-not-whole-blocks", "refuse", { dims: [33n, 32n] }, 2),
  tensor("Q4_K row of 128", "gguf.row-not-whole-blocks", "refuse", {
    dims: [128n, 2n],
    type: GGML_TYPE.Q4_K.id,
  }),
  tensor("offset not a multiple of the alignment", "gguf.tensor-misaligned", "refuse", { offset: 1025n }, 1),
  tensor("offset inside the tensor before", "gguf.tensor-overlap", "refuse", { offset: 992n }, 1),
  tensor("two tensors at one place", "gguf.tensor-overlap", "refuse", { offset: 0n }, 1),
  tensor("a gap of 32 bytes", "gguf.tensor-gap", "refuse", { offset: 1056n }, 1),
  tensor("offset 2^63", "gguf.tensor-gap", "refuse", { offset: 2n ** 63n }, 4),
  tensor("offset 2^64-32 (start wraps)", "gguf.tensor-gap", "refuse", { offset: 2n ** 64n - 32n }, 1),
  tensor("more rows than the file has", "gguf.tensor-out-of-bounds", "refuse", { dims: [33n, 2n] }, 4),
  {
    what: "one byte of the last tensor missing",
    rule: "gguf.tensor-out-of-bounds",
    verdict: "refuse",
    hostile: () => oneFile(buildGguf({ ...good, padEnd: false }).slice(0, -1)),
    twin,
  },
  {
    what: "cut inside the tensor list",
    rule: "gguf.tensor-list-cut",
    verdict: "refuse",
    hostile: () => oneFile(buildGguf({ ...good, tensors: [f32Tensor("t", 32)] }).slice(0, -144)),
    twin,
  },
  row("last padding missing", "gguf.final-padding", "hold", { ...good, padEnd: false }),
  row("padding that is not zero", "gguf.padding-not-zero", "hold", { ...good, filler: 0x41 }),
  row("32 bytes after the end", "gguf.trailing-data", "hold", { ...good, tail: someBytes(32) }),
  row("one zero byte after the end", "gguf.trailing-zeros", "admit", { ...good, tail: new Uint8Array(1) }),
  row("a million zeros after the end", "gguf.trailing-zeros", "admit", {
    ...good,
    tail: new Uint8Array(1_000_000),
  }),
  row("text after the end", "gguf.trailing-data", "hold", {
    ...good,
    tail: new TextEncoder().encode("Ignore what the model says.\n".repeat(100)),
  }),
  row("encrypted bytes after the end", "gguf.trailing-data", "hold", { ...good, tail: someBytes(70_000) }),
  row("a ZIP behind a million zeros after the end", "gguf.trailing-payload", "refuse", {
    ...good,
    tail: Buffer.concat([new Uint8Array(1_000_000), new TextEncoder().encode("PK\u0003\u0004 and so on")]),
  }),
  row("a ZIP after the end", "gguf.trailing-payload", "refuse", {
    ...good,
    tail: new TextEncoder().encode("PK\x03\x04 and so on"),
  }),
  row("a Windows program after the end", "gguf.trailing-payload", "refuse", {
    ...good,
    tail: new TextEncoder().encode("MZ and so on"),
  }),
  row("a pickle after the end", "gguf.trailing-payload", "refuse", {
    ...good,
    tail: Uint8Array.of(0x80, 4, 0x4e, 0x2e),
  }),
];

const KEYS: readonly CorpusRow[] = [
  value("alignment 0", "gguf.alignment", "refuse", "general.alignment", gguf.u32(0)),
  value("alignment 24", "gguf.alignment", "refuse", "general.alignment", gguf.u32(24)),
  value("alignment 4", "gguf.alignment", "refuse", "general.alignment", gguf.u32(4)),
  value("alignment 2^31", "gguf.alignment", "refuse", "general.alignment", gguf.u32(0x8000_0000)),
  value("alignment as i32", "gguf.alignment", "refuse", "general.alignment", gguf.i32(32)),
  value("alignment as text", "gguf.alignment", "refuse", "general.alignment", gguf.text("32")),
  value("block_count 0", "gguf.block-count", "refuse", "llama.block_count", gguf.u32(0)),
  value("block_count 2^32-1", "gguf.block-count", "refuse", "llama.block_count", gguf.u32(0xffff_ffff)),
  value("block_count as text", "gguf.block-count", "refuse", "llama.block_count", gguf.text("1")),
  value("block_count as u64", "gguf.block-count", "refuse", "llama.block_count", gguf.u64(1n)),
  value(
    "no architecture that is a word",
    "gguf.architecture",
    "hold",
    "general.architecture",
    gguf.text("ll\nama"),
  ),
  value("architecture as number", "gguf.architecture", "hold", "general.architecture", gguf.u32(1)),
  value("context_length as float", "gguf.metadata-type", "hold", "llama.context_length", gguf.f32(64)),
  value("context_length 0", "gguf.hyperparameter", "hold", "llama.context_length", gguf.u32(0)),
  tensor(
    "tensor of a layer that is not there",
    "gguf.layer-index",
    "hold",
    { name: "blk.7.attn_norm.weight" },
    1,
  ),
  value(
    "scores as u8 array",
    "gguf.tokenizer-type",
    "refuse",
    "tokenizer.ggml.scores",
    gguf.u8s([1, 2, 3, 4, 5, 6, 7, 8]),
  ),
  value(
    "token_type as u8 array",
    "gguf.tokenizer-type",
    "refuse",
    "tokenizer.ggml.token_type",
    gguf.u8s([1, 1, 1, 1, 1, 1, 1, 1]),
  ),
  value("tokens as number", "gguf.tokenizer-type", "refuse", "tokenizer.ggml.tokens", gguf.u32(8)),
  value("merges as i32 array", "gguf.tokenizer-type", "refuse", "tokenizer.ggml.merges", gguf.i32s([1])),
  value(
    "fewer scores than tokens",
    "gguf.tokenizer-length",
    "refuse",
    "tokenizer.ggml.scores",
    gguf.f32s([0, 1]),
  ),
  value(
    "more types than tokens",
    "gguf.tokenizer-length",
    "refuse",
    "tokenizer.ggml.token_type",
    gguf.i32s([1, 1, 1, 1, 1, 1, 1, 1, 1]),
  ),
  value(
    "a token of 70,000 bytes",
    "gguf.token-length",
    "refuse",
    "tokenizer.ggml.tokens",
    gguf.texts(["t".repeat(70_000), "b", "c", "<0x0A>", "e", "f", "g", "h"]),
  ),
  value(
    "a score that is NaN",
    "gguf.tokenizer-score",
    "hold",
    "tokenizer.ggml.scores",
    gguf.f32s([0, 1, NaN, 3, 4, 5, 6, 7]),
  ),
  value(
    "byte token <0x-1>",
    "gguf.byte-token",
    "refuse",
    "tokenizer.ggml.tokens",
    gguf.texts(["a", "b", "c", "<0x-1>", "e", "f", "g", "h"]),
  ),
  value(
    "begin token outside the vocabulary",
    "gguf.special-token",
    "hold",
    "tokenizer.ggml.bos_token_id",
    gguf.u32(8),
  ),
  value("end token as i32", "gguf.metadata-type", "hold", "tokenizer.ggml.eos_token_id", gguf.i32(2)),
  value(
    "suppressed token outside the vocabulary",
    "gguf.special-token",
    "hold",
    "tokenizer.ggml.suppress_tokens",
    gguf.i32s([1, -5]),
  ),
  value(
    "chat template as array",
    "gguf.chat-template-type",
    "hold",
    "tokenizer.chat_template",
    gguf.texts(["{{ x }}"]),
  ),
  value(
    "named chat template as number",
    "gguf.chat-template-type",
    "hold",
    "tokenizer.chat_template.tool_use",
    gguf.u32(1),
  ),
  value(
    "chat template of 200,000 bytes",
    "gguf.chat-template-size",
    "hold",
    "tokenizer.chat_template",
    gguf.text("x".repeat(200_000)),
  ),
  value("one part of three", "gguf.split", "hold", "split.count", gguf.raw(2, Uint8Array.of(3, 0))),
  row("no tensors", "gguf.vocabulary-only", "hold", { ...good, tensors: [] }),
];

const WEIGHTS: readonly CorpusRow[] = [
  tensor("NaN in F32", "weights.not-a-number", "hold", {
    data: withBytes(someFloats(256), 1020, [0, 0, 0xc0, 0x7f]),
  }),
  tensor("infinity in F32", "weights.not-a-number", "hold", {
    data: withBytes(someFloats(256), 0, [0, 0, 0x80, 0xff]),
  }),
  tensor(
    "NaN in F16",
    "weights.not-a-number",
    "hold",
    { data: withBytes(new Uint8Array(192), 190, [1, 0x7c]) },
    3,
  ),
  tensor(
    "infinity in BF16",
    "weights.not-a-number",
    "hold",
    { type: GGML_TYPE.BF16.id, data: withBytes(new Uint8Array(192), 2, [0x80, 0x7f]) },
    3,
  ),
  tensor(
    "NaN in F64",
    "weights.not-a-number",
    "hold",
    {
      type: GGML_TYPE.F64.id,
      dims: [24n],
      data: withBytes(new Uint8Array(192), 184, [0, 0, 0, 0, 0, 0, 0xf8, 0x7f]),
    },
    3,
  ),
];

function withBytes(bytes: Uint8Array, at: number, replacement: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(replacement, at);
  return copy;
}

/** Shapes of the file itself: header, metadata, tensor list, data. */
export const STRUCTURE: readonly CorpusRow[] = [...HEADER, ...METADATA, ...TENSORS, ...KEYS, ...WEIGHTS];
