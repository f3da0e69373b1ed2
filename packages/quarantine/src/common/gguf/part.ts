import type { GgufDocument } from "./document.ts";
import { integerOf } from "./metadata-view.ts";

/** One part of a model that was split into several files (llama.cpp, `gguf-split`). */
export interface GgufPart {
  /** From 0. Attacker-controlled like everything here, and not compared with `count` yet. */
  readonly number: bigint;
  readonly count: bigint;
  /** Tensors of all parts together, as this part says it; null when it does not. */
  readonly tensors: bigint | null;
  readonly document: GgufDocument;
  readonly languageModel: boolean;
}

/** Null for a whole model. */
export function partOf(document: GgufDocument, languageModel: boolean): GgufPart | null {
  const { metadata } = document;
  const count = integerOf(metadata, "split.count");
  if (count === null || count <= 1n) return null;
  return {
    number: integerOf(metadata, "split.no") ?? 0n,
    count,
    tensors: integerOf(metadata, "split.tensors.count"),
    document,
    languageModel,
  };
}
