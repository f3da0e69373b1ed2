import type { ByteSource } from "../../byte-source.ts";
import type { Report } from "../../findings.ts";
import { figure } from "../../text.ts";
import { MAX_TOKEN_BYTES, MAX_VOCABULARY } from "../limits.ts";
import { reportValue, type Metadata } from "../metadata-view.ts";
import type { ArrayValue } from "../value-types.ts";
import { checkArrays } from "./arrays.ts";
import { checkAllBytes } from "./byte-tokens.ts";
import { checkIds } from "./ids.ts";
import { TOKENS } from "./keys.ts";
import { checkMerges } from "./merges.ts";
import { checkNames } from "./names.ts";
import { checkNumberLists } from "./numbers.ts";
import { checkVocabulary } from "./vocabulary.ts";

/** Checks the tokenizer's arrays, texts and ids against each other. */
export function checkTokenizer(source: ByteSource, metadata: Metadata, report: Report): void {
  const tokens = metadata.get(TOKENS);
  const count = tokens?.kind === "array" ? tokens.count : null;
  checkArrays(metadata, count, report);
  checkNames(metadata, report);
  if (tokens?.kind === "array" && tokens.element === "string") checkTokens(source, metadata, tokens, report);
  checkNumberLists(source, metadata, report);
  checkIds(source, metadata, count, report);
}

function checkTokens(source: ByteSource, metadata: Metadata, tokens: ArrayValue, report: Report): void {
  if (tokens.longest > MAX_TOKEN_BYTES)
    reportValue(
      report,
      "gguf.token-length",
      TOKENS,
      tokens,
      `The longest token has ${figure(tokens.longest)} bytes; loaders keep the length in a smaller field and overflow.`,
    );
  if (tokens.count > MAX_VOCABULARY) {
    const message = `The vocabulary has ${figure(tokens.count)} tokens; no known model has more than ${figure(MAX_VOCABULARY)}, so they were not compared with each other.`;
    reportValue(report, "gguf.vocabulary-count", TOKENS, tokens, message);
    return;
  }
  const set = checkVocabulary(source, metadata, tokens, report);
  checkAllBytes(metadata, tokens, set, report);
  checkMerges(source, metadata, set, report);
}
