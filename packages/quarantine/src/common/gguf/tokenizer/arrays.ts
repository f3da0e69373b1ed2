import type { Report } from "../../findings.ts";
import { figure, quoted } from "../../text.ts";
import { reportValue, type Metadata } from "../metadata-view.ts";
import type { ArrayValue } from "../value-types.ts";
import { CHARSMAP, MERGES, SCORES, SUPPRESSED, TOKEN_TYPE, TOKENS } from "./keys.ts";

/** Arrays of the tokenizer that loaders read by their expected element type, whatever the file says. */
const ARRAYS: readonly { key: string; elements: readonly ArrayValue["element"][]; perToken: boolean }[] = [
  { key: TOKENS, elements: ["string"], perToken: false },
  { key: SCORES, elements: ["f32", "i32"], perToken: true },
  { key: TOKEN_TYPE, elements: ["i32"], perToken: true },
  { key: MERGES, elements: ["string"], perToken: false },
  { key: SUPPRESSED, elements: ["i32", "u32"], perToken: false },
  { key: CHARSMAP, elements: ["u8", "i8"], perToken: false },
];

/** Element types of the arrays, and one entry per token where there must be. */
export function checkArrays(metadata: Metadata, tokens: number | null, report: Report): void {
  for (const row of ARRAYS) checkArray(metadata, row, tokens, report);
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
    const message = `${quoted(row.key)} must be a list of ${row.elements.join(" or ")} and is ${found}. Loaders that do not look read outside the list.`;
    reportValue(report, "gguf.tokenizer-type", row.key, value, message);
  } else if (row.perToken && tokens !== null && value.count !== tokens) {
    const message = `${quoted(row.key)} has ${figure(value.count)} entries for ${figure(tokens)} tokens.`;
    reportValue(report, "gguf.tokenizer-length", row.key, value, message);
  }
}
