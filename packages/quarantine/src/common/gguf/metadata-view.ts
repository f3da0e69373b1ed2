import type { Report } from "../findings.ts";
import type { RuleId } from "../rules/index.ts";
import type { MetadataValue } from "./value-types.ts";

/** What was read of a file's metadata, by key. */
export type Metadata = ReadonlyMap<string, MetadataValue>;

/** A text value, or null. */
export function textOf(metadata: Metadata, key: string): string | null {
  const value = metadata.get(key);
  return value?.kind === "string" ? value.text : null;
}

/** An integer value, or null. */
export function integerOf(metadata: Metadata, key: string): bigint | null {
  const value = metadata.get(key);
  return value?.kind === "scalar" && typeof value.value === "bigint" ? value.value : null;
}

/** The architecture's name, when the file states one as text. */
export function architectureOf(metadata: Metadata): string | null {
  return textOf(metadata, "general.architecture");
}

/** Where a metadata record stands, for findings; nothing when there is none. */
export function placeOfKey(
  metadata: Metadata,
  key: string,
): { readonly offset?: number; readonly length?: number; readonly where: string } {
  const value = metadata.get(key);
  if (!value) return { where: key };
  return { offset: value.recordAt, length: value.at + value.bytes - value.recordAt, where: key };
}

/** Reports something about one metadata value, with its place. */
export function reportValue(
  report: Report,
  rule: RuleId,
  key: string,
  value: MetadataValue,
  message: string,
): void {
  report({
    rule,
    offset: value.recordAt,
    length: value.at + value.bytes - value.recordAt,
    where: key,
    message,
  });
}
