import type { Report } from "../findings.ts";
import type { RuleId } from "../rules/index.ts";
import { figure, quoted } from "../text.ts";
import { MAX_LAYERS } from "./limits.ts";
import { placeOf, type GgufTensor } from "./tensors.ts";
import type { MetadataValue } from "./value-types.ts";

type Metadata = ReadonlyMap<string, MetadataValue>;

/** Keys that every loader reads as an unsigned 32-bit number. `list`: may also differ per layer. */
const NUMBERS: readonly { key: string; list: boolean; positive: boolean }[] = [
  { key: "context_length", list: false, positive: true },
  { key: "embedding_length", list: false, positive: true },
  { key: "feed_forward_length", list: true, positive: false },
  { key: "attention.head_count", list: true, positive: false },
  { key: "attention.head_count_kv", list: true, positive: false },
  { key: "expert_count", list: false, positive: false },
  { key: "expert_used_count", list: false, positive: false },
  { key: "rope.dimension_count", list: false, positive: false },
];

/** The architecture's name, when the file states one as text. */
export function architectureOf(metadata: Metadata): string | null {
  return textOf(metadata, "general.architecture");
}

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

/** Checks the architecture and the sizes that loaders allocate by. */
export function checkHyperparameters(
  metadata: Metadata,
  tensors: readonly GgufTensor[],
  report: Report,
): void {
  const architecture = architectureOf(metadata);
  if (architecture === null || !/^[A-Za-z0-9_.-]{1,64}$/.test(architecture)) {
    const value = metadata.get("general.architecture");
    const message = value
      ? "The name of the architecture is not a plain word."
      : "The file does not say which architecture it is for.";
    report({
      rule: "gguf.architecture",
      where: "general.architecture",
      message,
      ...(value ? { offset: value.recordAt, length: value.at + value.bytes - value.recordAt } : {}),
    });
    return;
  }
  checkBlockCount(metadata, architecture, tensors, report);
  for (const row of NUMBERS) checkNumber(metadata, `${architecture}.${row.key}`, row, report);
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

function checkBlockCount(
  metadata: Metadata,
  architecture: string,
  tensors: readonly GgufTensor[],
  report: Report,
): void {
  const key = `${architecture}.block_count`;
  const value = metadata.get(key);
  if (!value) return;
  if (value.kind !== "scalar" || value.type !== "u32" || typeof value.value !== "bigint") {
    at(
      report,
      "gguf.block-count",
      key,
      value,
      `The number of layers, ${quoted(key)}, must be an unsigned 32-bit number. Loaders crash on other types.`,
    );
    return;
  }
  const blocks = value.value;
  if (blocks === 0n || blocks > MAX_LAYERS) {
    at(
      report,
      "gguf.block-count",
      key,
      value,
      `The number of layers is ${figure(blocks)}; it must be 1 to ${figure(MAX_LAYERS)}. Loaders write outside their memory.`,
    );
    return;
  }
  for (const tensor of tensors) {
    const layer = /^blk\.(\d+)\./.exec(tensor.name)?.[1];
    if (layer === undefined || BigInt(layer) < blocks) continue;
    report({
      rule: "gguf.layer-index",
      ...placeOf(tensor),
      message: `The tensor ${quoted(tensor.name)} belongs to layer ${figure(BigInt(layer))}, but the model has ${figure(blocks)}.`,
    });
  }
}

function checkNumber(metadata: Metadata, key: string, row: (typeof NUMBERS)[number], report: Report): void {
  const value = metadata.get(key);
  if (!value) return;
  if (value.kind === "array" && row.list && (value.element === "u32" || value.element === "i32")) return;
  if (value.kind !== "scalar" || value.type !== "u32") {
    at(
      report,
      "gguf.metadata-type",
      key,
      value,
      `${quoted(key)} must be an unsigned 32-bit number. Loaders of other kinds read garbage.`,
    );
  } else if (row.positive && value.value === 0n) {
    at(report, "gguf.hyperparameter", key, value, `${quoted(key)} is 0. Loaders divide by it.`);
  }
}
