import type { ByteSource } from "../byte-source.ts";
import type { Draft } from "../findings.ts";

/** Bytes of a file's beginning that every sniffer gets. */
export const HEAD_BYTES = 4096;

/** What a file is by its content. `model`: one of the formats that go on to the next stage. */
export type Sniffed =
  | { readonly model: "gguf" | "safetensors"; readonly format: string }
  | {
      readonly model: null;
      readonly format: string;
      /** Why it is not let in; the first says the worst. */
      readonly drafts: readonly [Draft, ...Draft[]];
    };

/** Looks at a file and says what it is, or null when it is not what this sniffer knows. Never throws for content. */
export type Sniffer = (head: Uint8Array, source: ByteSource) => Sniffed | null;

/** A file of this format is not let in: the finding says why. `worse`: what was found in it, told first. */
export function notAdmitted(format: string, draft: Draft, worse: readonly Draft[] = []): Sniffed {
  const own: Draft = { offset: 0, ...draft };
  const [first, ...rest] = worse;
  return { model: null, format, drafts: first ? [first, ...rest, own] : [own] };
}
