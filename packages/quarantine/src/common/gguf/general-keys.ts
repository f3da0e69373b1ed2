import type { Report } from "../findings.ts";
import { quoted } from "../text.ts";
import type { MetadataValue, ScalarType } from "./value-types.ts";

interface KnownKey {
  readonly key: RegExp;
  /** "texts" is a list of texts. */
  readonly type: ScalarType | "texts";
  /** llama.cpp reads it while loading and stops at another type. Others only describe the model. */
  readonly needed: boolean;
}

/**
 * Keys that mean the same in every architecture, with the one type that converters write and loaders ask for.
 * `general.architecture`, `general.alignment` and the tokenizer's keys have checks of their own.
 */
const KNOWN: readonly KnownKey[] = [
  { key: /^general\.(name|type)$/, type: "string", needed: true },
  { key: /^general\.file_type$/, type: "u32", needed: true },
  { key: /^split\.(no|count)$/, type: "u16", needed: true },
  { key: /^split\.tensors\.count$/, type: "i32", needed: true },
  { key: /^general\.(quantization_version|base_model\.count|dataset\.count)$/, type: "u32", needed: false },
  { key: /^general\.(tags|languages)$/, type: "texts", needed: false },
  {
    key: /^general\.(author|version|organization|finetune|basename|description|quantized_by|size_label|license|license\.(name|link)|url|doi|uuid|repo_url|source\.(url|doi|uuid|repo_url)|(base_model|dataset)\.\d+\.(name|author|version|organization|description|url|doi|uuid|repo_url))$/,
    type: "string",
    needed: false,
  },
];

const TYPE_NAMES: Readonly<Partial<Record<KnownKey["type"], string>>> = {
  string: "a text",
  texts: "a list of texts",
  u16: "an unsigned 16-bit number",
  u32: "an unsigned 32-bit number",
  i32: "a signed 32-bit number",
};

/** Checks the types of the well-known keys. */
export function checkGeneralKeys(metadata: ReadonlyMap<string, MetadataValue>, report: Report): void {
  for (const [key, value] of metadata) {
    const known = KNOWN.find((row) => row.key.test(key));
    if (!known || typeOf(value) === known.type) continue;
    report({
      rule: known.needed ? "gguf.metadata-type" : "gguf.description-type",
      offset: value.recordAt,
      length: value.at + value.bytes - value.recordAt,
      where: key,
      message: `${quoted(key)} must be ${TYPE_NAMES[known.type] ?? known.type}. ${known.needed ? "Loaders stop at another type." : "Programs that show it may fail."}`,
    });
  }
}

function typeOf(value: MetadataValue): string {
  if (value.kind === "string") return "string";
  if (value.kind === "scalar") return value.type;
  return value.element === "string" ? "texts" : "list";
}
