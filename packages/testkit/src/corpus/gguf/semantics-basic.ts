import {
  buildGguf,
  GGML_TYPE,
  goodGguf,
  gguf,
  someFloats,
  withTensor,
  withValue,
  type GgufSpec,
  type GgufValue,
} from "../../gguf-builder.ts";
import { oneFile, type CorpusRow } from "../row.ts";

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

const KEYS: readonly CorpusRow[] = [
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

/** What keys and weights say: sizes of the model, tokenizer, template, numbers. */
export const SEMANTICS_BASIC: readonly CorpusRow[] = [
  row("a mark of byte order before the architecture's key", "gguf.architecture", "hold", {
    ...good,
    metadata: good.metadata.map(
      ([key, entry]) => [key === "general.architecture" ? `\ufeff${key}` : key, entry] as const,
    ),
  }),
  ...KEYS,
  ...WEIGHTS,
];
