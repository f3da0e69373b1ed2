import type { ByteSource } from "../byte-source.ts";
import type { Draft } from "../findings.ts";

/** Bytes of a file's beginning that every sniffer gets. */
export const HEAD_BYTES = 4096;

/** What a file is by its content. `model`: one of the formats that go on to the next stage. */
export type Sniffed =
  | { readonly model: "gguf" | "safetensors"; readonly format: string }
  | { readonly model: null; readonly format: string; readonly draft: Draft };

/** Looks at a file and says what it is, or null when it is not what this sniffer knows. Never throws for content. */
export type Sniffer = (head: Uint8Array, source: ByteSource) => Sniffed | null;

/** A file of this format is not let in: the finding says why. */
export function notAdmitted(format: string, draft: Draft): Sniffed {
  return { model: null, format, draft: { offset: 0, ...draft } };
}
