import type { Report } from "../../findings.ts";
import { plural } from "../../text.ts";
import { reportValue, textOf, type Metadata } from "../metadata-view.ts";
import type { ArrayValue } from "../value-types.ts";
import { TOKENS } from "./keys.ts";
import type { TokenSet } from "./token-set.ts";

/** Smaller vocabularies are experiments that may do without all bytes; published ones have 30,000 and more. */
const REAL_VOCABULARY = 1000;

/**
 * A byte token must read `<0x00>` to `<0xFF>`: a loader that trusts the text writes to the position it names. Some
 * vocabularies write byte tokens otherwise, which loaders then take as text.
 */
export function namesNoByte(text: string): boolean {
  return text.startsWith("<0x") && !/^<0x[0-9A-Fa-f]{2}>$/.test(text);
}
/** A tokenizer that falls back to bytes needs every byte that text is made of, or some input cannot be read. */
export function checkAllBytes(metadata: Metadata, tokens: ArrayValue, set: TokenSet, report: Report): void {
  if (tokens.count < REAL_VOCABULARY) return;
  const model = textOf(metadata, "tokenizer.ggml.model");
  const names = model === "llama" ? spmNames() : model === "gpt2" ? gpt2Names() : [];
  const encoder = new TextEncoder();
  const missing = names.filter((name, byte) => !isNeverText(byte) && !set.has(encoder.encode(name)));
  // None at all: a vocabulary that is not made of bytes.
  if (missing.length === 0 || missing.length === names.length - NEVER_TEXT) return;
  const message = `${plural(missing.length, "byte")} of those that text is made of ${missing.length === 1 ? "has" : "have"} no token. Some text cannot be given to the model, and some engines stop at it.`;
  reportValue(report, "gguf.missing-bytes", TOKENS, tokens, message);
}

/** Bytes that valid UTF-8 never has; several published vocabularies leave them out. */
const NEVER_TEXT = 13;

function isNeverText(byte: number): boolean {
  return byte === 0xc0 || byte === 0xc1 || byte >= 0xf5;
}

function spmNames(): string[] {
  return Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
}

/** GPT-2 writes bytes that are no visible character as characters from 256 on. */
function gpt2Names(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const plain = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(plain ? byte : next++);
  });
}
