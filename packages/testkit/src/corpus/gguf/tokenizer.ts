import { gguf, type GgufSpec, type GgufValue } from "../../gguf-builder.ts";
import type { CorpusRow } from "../row.ts";
import { changed, value } from "./changed.ts";
import { MODELS } from "./models.ts";

const TOKENS = "tokenizer.ggml.tokens";
const KINDS = "tokenizer.ggml.token_type";

/** The qwen2 model without tensors that depend on the number of tokens, so that a row may add one. */
function bpe(): GgufSpec {
  const good = MODELS["qwen2"]?.();
  if (!good) throw new Error("no model qwen2");
  return { ...good, tensors: good.tensors.filter(({ name }) => !/^(?:token_embd|output)\./.test(name)) };
}

function spm(): GgufSpec {
  const good = MODELS["llama"]?.();
  if (!good) throw new Error("no model llama");
  return good;
}

function t5(): GgufSpec {
  const good = MODELS["t5 (encoder and decoder)"]?.();
  if (!good) throw new Error("no model t5");
  return good;
}

const GOOD = ["h", "e", "he", "l", "hel", "<|im_start|>", "<|im_end|>", "<|endoftext|>"];
const GOOD_KINDS = [1, 1, 1, 1, 1, 3, 3, 3];

/** One more token of a kind, behind the good ones. */
function added(text: string, kind: number): (good: GgufSpec) => GgufSpec {
  return (good) =>
    value(KINDS, gguf.i32s([...GOOD_KINDS, kind]))(value(TOKENS, gguf.texts([...GOOD, text]))(good));
}

function row(
  what: string,
  rule: string,
  verdict: CorpusRow["verdict"],
  change: (good: GgufSpec) => GgufSpec,
): CorpusRow {
  return changed(what, rule, verdict, bpe, change);
}

/** A vocabulary of a thousand tokens that begins as told. */
function thousand(first: readonly string[]): { tokens: GgufValue; kinds: GgufValue } {
  const tokens = [...first, ...Array.from({ length: 1000 }, (_, index) => `t${String(index)}`)];
  return { tokens: gguf.texts(tokens), kinds: gguf.i32s(tokens.map(() => 1)) };
}

/** GPT-2's characters for bytes, without the ones left out. */
function bytesWithout(...left: readonly number[]): readonly string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const plain = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(plain ? byte : next++);
  }).filter((_, byte) => !left.includes(byte));
}

function withVocabulary(vocabulary: { tokens: GgufValue; kinds: GgufValue }): (good: GgufSpec) => GgufSpec {
  return (good) => value(KINDS, vocabulary.kinds)(value(TOKENS, vocabulary.tokens)(good));
}

const TEXTS: readonly CorpusRow[] = [
  row("a control mark twice", "gguf.duplicate-control", "hold", added("<|im_end|>", 3)),
  row("a control mark again as ordinary text", "gguf.duplicate-control", "hold", added("<|im_end|>", 1)),
  row("an ordinary token twice", "gguf.duplicate-token", "admit", added("he", 1)),
  row(
    "a second control mark with full-width bars",
    "gguf.control-look-alike",
    "hold",
    added("<\uFF5Cim_end\uFF5C>", 3),
  ),
  row(
    "a second control mark with a zero-width space",
    "gguf.control-look-alike",
    "hold",
    added("<|im_\u200Bend|>", 3),
  ),
  row(
    "a second control mark with a soft hyphen",
    "gguf.control-look-alike",
    "hold",
    added("<|im\u00AD_end|>", 4),
  ),
  row(
    "a second control mark in tag characters",
    "gguf.control-look-alike",
    "hold",
    added("<|im_end|>\u{E0061}", 3),
  ),
  row(
    "a second control mark in mathematical letters",
    "gguf.control-look-alike",
    "hold",
    added("<|im_\u{1D41E}\u{1D427}\u{1D41D}|>", 3),
  ),
  row(
    "a second control mark with a Cyrillic letter",
    "gguf.control-look-alike",
    "hold",
    added("<|im_\u0435nd|>", 3),
  ),
  row(
    "ordinary text that reads like a control mark by a Greek letter",
    "gguf.token-look-alike",
    "admit",
    added("<|im_st\u03B1rt|>", 1),
  ),
  row(
    "ordinary text that reads like a control mark",
    "gguf.token-look-alike",
    "admit",
    added("\uFF1C|im_start|\uFF1E", 1),
  ),
  row(
    "a turn mark as ordinary text",
    "gguf.control-as-text",
    "admit",
    value(KINDS, gguf.i32s([1, 1, 1, 1, 1, 1, 3, 3])),
  ),
  row(
    "a word as a control mark",
    "gguf.text-as-control",
    "admit",
    value(KINDS, gguf.i32s([1, 1, 1, 1, 3, 3, 3, 3])),
  ),
];

const LISTS: readonly CorpusRow[] = [
  row("kind 7", "gguf.token-kind", "hold", value(KINDS, gguf.i32s([1, 1, 1, 1, 1, 3, 3, 7]))),
  row("kind -1", "gguf.token-kind", "hold", value(KINDS, gguf.i32s([1, 1, 1, 1, 1, 3, 3, -1]))),
  row("a merge of one part", "gguf.merge", "admit", value("tokenizer.ggml.merges", gguf.texts(["he"]))),
  row(
    "a merge of a part that is no token",
    "gguf.merge",
    "admit",
    value("tokenizer.ggml.merges", gguf.texts(["h e", "x y"])),
  ),
  row(
    "a merge into what is no token",
    "gguf.merge",
    "admit",
    value("tokenizer.ggml.merges", gguf.texts(["h e", "e l"])),
  ),
  row(
    "a splitter nobody knows",
    "gguf.tokenizer-name",
    "admit",
    value("tokenizer.ggml.pre", gguf.text("qwen2-secure")),
  ),
  row(
    "a tokenizer nobody knows",
    "gguf.tokenizer-name",
    "admit",
    value("tokenizer.ggml.model", gguf.text("gpt5")),
  ),
  row(
    "a tokenizer name as a number",
    "gguf.metadata-type",
    "hold",
    value("tokenizer.ggml.model", gguf.u32(5)),
  ),
  row(
    "an end mark beyond the vocabulary",
    "gguf.special-token",
    "hold",
    value("tokenizer.ggml.eos_token_id", gguf.u32(8)),
  ),
  row("an end mark as i32", "gguf.metadata-type", "hold", value("tokenizer.ggml.eos_token_id", gguf.i32(6))),
  changed(
    "a score of minus infinity",
    "gguf.tokenizer-score",
    "hold",
    spm,
    value("tokenizer.ggml.scores", gguf.f32s([0, 0, 0, 0, -1, -Infinity, -3, -4])),
  ),
  changed(
    "a table of characters shorter than its length",
    "gguf.charsmap",
    "hold",
    t5,
    value("tokenizer.ggml.precompiled_charsmap", gguf.u8s([1, 2])),
  ),
  changed(
    "a table of characters that claims 2^32-1 bytes",
    "gguf.charsmap",
    "hold",
    t5,
    value("tokenizer.ggml.precompiled_charsmap", gguf.u8s([255, 255, 255, 255, 0, 0])),
  ),
  changed(
    "a byte token -1 (PLaMo-2)",
    "gguf.byte-token",
    "refuse",
    spm,
    value(TOKENS, gguf.texts(["<unk>", "<s>", "</s>", "<0x-1>", "\u2581the", "\u2581a", "b", "c"])),
  ),
  changed(
    "a byte token 0x100",
    "gguf.byte-token",
    "refuse",
    spm,
    value(TOKENS, gguf.texts(["<unk>", "<s>", "</s>", "<0x100>", "\u2581the", "\u2581a", "b", "c"])),
  ),
  changed(
    "no token for the byte 0x41",
    "gguf.missing-bytes",
    "admit",
    () => withVocabulary(thousand(bytesWithout(0xc0, 0xff)))(withoutMerges(bpe())),
    withVocabulary(thousand(bytesWithout(0x41))),
  ),
  changed(
    "more tokens than anybody has",
    "gguf.vocabulary-count",
    "hold",
    () => withoutMerges(bpe()),
    (good) =>
      value(
        KINDS,
        gguf.rawArray(5, MANY, new Uint8Array(Number(MANY) * 4)),
      )(value(TOKENS, gguf.rawArray(8, MANY, new Uint8Array(Number(MANY) * 8)))(good)),
  ),
];

/** One more than what is compared. */
const MANY = 2_097_153n;

/** The list stays, empty: engines refuse a vocabulary of this kind without one. */
function withoutMerges(good: GgufSpec): GgufSpec {
  return value("tokenizer.ggml.merges", gguf.texts([]))(good);
}

/** Vocabularies that deceive, and lists that do not fit each other. */
export const TOKENIZER: readonly CorpusRow[] = [...TEXTS, ...LISTS];
