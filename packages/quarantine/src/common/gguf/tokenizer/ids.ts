import type { ByteSource } from "../../byte-source.ts";
import type { Report } from "../../findings.ts";
import { figure, quoted } from "../../text.ts";
import { intEntries } from "../array-reader.ts";
import { reportValue, type Metadata } from "../metadata-view.ts";
import { SUPPRESSED } from "./keys.ts";

/** "None" for optional token ids: converters write -1 into an unsigned field. */
const NO_TOKEN = 0xffff_ffffn;

/** Ids of special and suppressed tokens lie inside the vocabulary. */
export function checkIds(
  source: ByteSource,
  metadata: Metadata,
  tokens: number | null,
  report: Report,
): void {
  for (const [key, value] of metadata) {
    if (!/^tokenizer\.ggml\.[a-z_]+_token_id$/.test(key)) continue;
    if (value.kind !== "scalar" || value.type !== "u32" || typeof value.value !== "bigint") {
      const message = `${quoted(key)} must be an unsigned 32-bit number.`;
      reportValue(report, "gguf.metadata-type", key, value, message);
    } else if (tokens !== null && value.value !== NO_TOKEN && value.value >= BigInt(tokens)) {
      const message = `${quoted(key)} is ${figure(value.value)}, but the vocabulary has ${figure(tokens)} tokens.`;
      reportValue(report, "gguf.special-token", key, value, message);
    }
  }
  checkSuppressed(source, metadata, tokens, report);
}

function checkSuppressed(
  source: ByteSource,
  metadata: Metadata,
  tokens: number | null,
  report: Report,
): void {
  const value = metadata.get(SUPPRESSED);
  if (value?.kind !== "array" || tokens === null || (value.element !== "i32" && value.element !== "u32"))
    return;
  for (const id of intEntries(source, value)) {
    if (id >= 0 && id < tokens) continue;
    const message = `${quoted(SUPPRESSED)} names token ${figure(id)}, but the vocabulary has ${figure(tokens)} tokens.`;
    reportValue(report, "gguf.special-token", SUPPRESSED, value, message);
    return;
  }
}
