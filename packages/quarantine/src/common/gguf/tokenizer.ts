import type { ByteSource } from "../byte-source.ts";
import type { Report } from "../findings.ts";
import type { RuleId } from "../rules/index.ts";
import { figure, quoted } from "../text.ts";
import { firstNotFinite, intEntries, stringEntries } from "./array-reader.ts";
import { MAX_TOKEN_BYTES } from "./limits.ts";
import type { ArrayValue, MetadataValue } from "./value-types.ts";

const TOKENS = "tokenizer.ggml.tokens";
const SCORES = "tokenizer.ggml.scores";
const TOKEN_TYPE = "tokenizer.ggml.token_type";
const SUPPRESSED = "tokenizer.ggml.suppress_tokens";

/** "None" for optional token ids: converters write -1 into an unsigned field. */
const NO_TOKEN = 0xffff_ffffn;
/** llama.cpp's number for a token that stands for one byte. */
const BYTE_TOKEN = 6;
/** Byte tokens are this long; longer texts need not be read. */
const BYTE_TOKEN_TEXT = 64;

/** Arrays of the tokenizer that loaders read by their expected element type, whatever the file says. */
const ARRAYS: readonly { key: string; elements: readonly ArrayValue["element"][]; perToken: boolean }[] = [
  { key: TOKENS, elements: ["string"], perToken: false },
  { key: SCORES, elements: ["f32", "i32"], perToken: true },
  { key: TOKEN_TYPE, elements: ["i32"], perToken: true },
  { key: "tokenizer.ggml.merges", elements: ["string"], perToken: false },
  { key: SUPPRESSED, elements: ["i32", "u32"], perToken: false },
  { key: "tokenizer.ggml.precompiled_charsmap", elements: ["u8", "i8"], perToken: false },
];

type Metadata = ReadonlyMap<string, MetadataValue>;

/** Checks the tokenizer's arrays and ids against each other. */
export function checkTokenizer(source: ByteSource, metadata: Metadata, report: Report): void {
  const tokens = metadata.get(TOKENS);
  const count = tokens?.kind === "array" ? tokens.count : null;
  for (const row of ARRAYS) checkArray(metadata, row, count, report);
  if (tokens?.kind === "array" && tokens.element === "string") {
    if (tokens.longest > MAX_TOKEN_BYTES)
      at(
        report,
        "gguf.token-length",
        TOKENS,
        tokens,
        `The longest token has ${figure(tokens.longest)} bytes; loaders keep the length in a smaller field and overflow.`,
      );
    checkByteTokens(source, metadata, tokens, report);
  }
  const scores = metadata.get(SCORES);
  if (scores?.kind === "array" && scores.element === "f32") {
    const index = firstNotFinite(source, scores);
    if (index >= 0)
      at(
        report,
        "gguf.tokenizer-score",
        SCORES,
        scores,
        `The score of token ${figure(index)} is not a number or infinite.`,
      );
  }
  checkIds(source, metadata, count, report);
}

function at(report: Report, rule: RuleId, key: string, value: MetadataValue, message: string): void {
  report({
    rule,
    offset: value.recordAt,
    length: value.at + value.bytes - value.recordAt,
    where: key,
    message,
  });
}

function checkArray(
  metadata: Metadata,
  row: (typeof ARRAYS)[number],
  tokens: number | null,
  report: Report,
): void {
  const value = metadata.get(row.key);
  if (!value) return;
  const found =
    value.kind === "array" ? `a list of ${value.element}` : value.kind === "scalar" ? value.type : "a text";
  if (value.kind !== "array" || !row.elements.includes(value.element)) {
    at(
      report,
      "gguf.tokenizer-type",
      row.key,
      value,
      `${quoted(row.key)} must be a list of ${row.elements.join(" or ")} and is ${found}. Loaders that do not look read outside the list.`,
    );
  } else if (row.perToken && tokens !== null && value.count !== tokens) {
    at(
      report,
      "gguf.tokenizer-length",
      row.key,
      value,
      `${quoted(row.key)} has ${figure(value.count)} entries for ${figure(tokens)} tokens.`,
    );
  }
}

/** Byte tokens must read `<0x00>` to `<0xFF>`: a loader that trusts the text writes to the position it names. */
function checkByteTokens(source: ByteSource, metadata: Metadata, tokens: ArrayValue, report: Report): void {
  const types = metadata.get(TOKEN_TYPE);
  if (types?.kind !== "array" || types.element !== "i32" || types.count !== tokens.count) return;
  const kinds = intEntries(source, types);
  for (const { text, at: offset } of stringEntries(source, tokens, BYTE_TOKEN_TEXT)) {
    if (kinds.next().value !== BYTE_TOKEN || !text.startsWith("<0x") || /^<0x[0-9A-Fa-f]{2}>$/.test(text))
      continue;
    report({
      rule: "gguf.byte-token",
      offset,
      where: TOKENS,
      message: `The byte token ${quoted(text)} does not name a byte. Loaders take the number in it as a position in memory.`,
    });
    return;
  }
}

function checkIds(source: ByteSource, metadata: Metadata, tokens: number | null, report: Report): void {
  for (const [key, value] of metadata) {
    if (!/^tokenizer\.ggml\.[a-z_]+_token_id$/.test(key)) continue;
    if (value.kind !== "scalar" || value.type !== "u32" || typeof value.value !== "bigint") {
      at(report, "gguf.metadata-type", key, value, `${quoted(key)} must be an unsigned 32-bit number.`);
    } else if (tokens !== null && value.value !== NO_TOKEN && value.value >= BigInt(tokens)) {
      at(
        report,
        "gguf.special-token",
        key,
        value,
        `${quoted(key)} is ${figure(value.value)}, but the vocabulary has ${figure(tokens)} tokens.`,
      );
    }
  }
  const suppressed = metadata.get(SUPPRESSED);
  if (
    suppressed?.kind !== "array" ||
    tokens === null ||
    (suppressed.element !== "i32" && suppressed.element !== "u32")
  )
    return;
  for (const id of intEntries(source, suppressed)) {
    if (id >= 0 && id < tokens) continue;
    at(
      report,
      "gguf.special-token",
      SUPPRESSED,
      suppressed,
      `${quoted(SUPPRESSED)} names token ${figure(id)}, but the vocabulary has ${figure(tokens)} tokens.`,
    );
    return;
  }
}
