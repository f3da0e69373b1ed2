import type { Report } from "../../findings.ts";
import { figure, quoted } from "../../text.ts";
import type { GgufDocument } from "../document.ts";
import { MAX_LAYERS } from "../limits.ts";
import { integerOf, reportValue, type Metadata } from "../metadata-view.ts";

/** Kinds of input that a projector may serve; each has its own sizes. */
const SENSES = ["vision", "audio"] as const;

interface NumberRow {
  readonly key: string;
  readonly positive: boolean;
  readonly most: bigint;
}

/** A picture of 2^16 by 2^16 is beyond every published encoder; widths as for language models. */
const NUMBERS: readonly NumberRow[] = [
  { key: "image_size", positive: false, most: 65_536n },
  { key: "patch_size", positive: true, most: 65_536n },
  { key: "embedding_length", positive: false, most: 1_048_576n },
  { key: "feed_forward_length", positive: false, most: 4_194_304n },
  { key: "projection_dim", positive: false, most: 1_048_576n },
  { key: "attention.head_count", positive: false, most: 65_536n },
  { key: "num_mel_bins", positive: false, most: 65_536n },
];

/** A projector turns pictures or sound into what a language model reads. Its sizes are divided by and reserved for. */
export function checkProjector({ metadata }: GgufDocument, report: Report): void {
  checkFlags(metadata, report);
  for (const sense of SENSES) {
    for (const row of NUMBERS) checkNumber(metadata, `clip.${sense}.${row.key}`, row, report);
    checkBlocks(metadata, `clip.${sense}.block_count`, report);
  }
}

function checkFlags(metadata: Metadata, report: Report): void {
  for (const [key, value] of metadata) {
    if (!/^clip\.has_[a-z_]+$/.test(key) || (value.kind === "scalar" && value.type === "bool")) continue;
    reportValue(report, "gguf.metadata-type", key, value, `${quoted(key)} must be yes or no.`);
  }
}

function checkNumber(metadata: Metadata, key: string, row: NumberRow, report: Report): void {
  const value = metadata.get(key);
  if (!value) return;
  if (value.kind !== "scalar" || value.type !== "u32" || typeof value.value !== "bigint") {
    const message = `${quoted(key)} must be an unsigned 32-bit number.`;
    reportValue(report, "gguf.metadata-type", key, value, message);
  } else if ((row.positive && value.value === 0n) || value.value > row.most) {
    const message = `${quoted(key)} is ${figure(value.value)}; it must be ${row.positive ? "1" : "0"} to ${figure(row.most)}. Engines divide by it, or reserve memory for it.`;
    reportValue(report, "gguf.projector", key, value, message);
  }
}

function checkBlocks(metadata: Metadata, key: string, report: Report): void {
  const value = metadata.get(key);
  if (!value) return;
  const blocks = integerOf(metadata, key);
  if (value.kind !== "scalar" || value.type !== "u32" || blocks === null) {
    const message = `The number of layers, ${quoted(key)}, must be an unsigned 32-bit number. Loaders crash on other types.`;
    reportValue(report, "gguf.block-count", key, value, message);
  } else if (blocks > MAX_LAYERS) {
    const message = `The number of layers is ${figure(blocks)}; more than ${figure(MAX_LAYERS)} make loaders run out of memory or write outside it.`;
    reportValue(report, "gguf.block-count", key, value, message);
  }
}
