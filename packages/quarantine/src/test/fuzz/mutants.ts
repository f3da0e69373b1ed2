import type { Family } from "./families.ts";

/** A mistake planted in a copy of the parsers: the fuzzer must notice it. */
export interface Mutant {
  readonly what: string;
  /** File under `src/common`, and a text that stands in it once. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly family: Family;
  /** How the failure begins. */
  readonly noticed: RegExp;
}

export const MUTANTS: readonly Mutant[] = [
  {
    what: "offsets of GGUF tensors are not looked at",
    file: "gguf/layout.ts",
    from: "if (tensor.offset === expected) return true;",
    to: "return Boolean(Object.assign(tensor, { offset: expected }));",
    family: "gguf",
    noticed: /^admitted, but a second reader says: (tensor|offset)/,
  },
  {
    what: "a GGUF key may stand twice",
    file: "gguf/metadata.ts",
    from: "if (metadata.has(key)) {",
    to: "if (false) {",
    family: "gguf",
    noticed: /^admitted, but a second reader says: key twice/,
  },
  {
    what: "a safetensors entry's size is not compared",
    file: "safetensors/entries.ts",
    from: "if (bits !== (end - begin) * 8n) {",
    to: "if (false) {",
    family: "safetensors",
    noticed: /^admitted, but a second reader says: size of/,
  },
  {
    what: "a name may stand twice in a safetensors header",
    file: "safetensors/json.ts",
    from: "if (object.has(key))",
    to: "if (false)",
    family: "safetensors",
    noticed: /^admitted, but a second reader says: name twice/,
  },
  {
    what: "memory is asked for by a length that was not checked",
    file: "safetensors/inspect.ts",
    from: "const text = new Uint8Array(Number(length));",
    to: "const text = new Uint8Array(Number(length) * 2 ** 32);",
    family: "safetensors",
    // Some lengths are refused at once, others keep the machine busy finding the memory.
    noticed: /^(crashed|escaped|died|hang)/,
  },
  {
    what: "a tensor's place is taken as declared, in the file or not",
    file: "gguf/layout.ts",
    from: "offset: inside ? Number(start) : tensor.recordAt,",
    to: "offset: Number(start),",
    family: "gguf",
    noticed: /points past the end of the file|^escaped/,
  },
  {
    what: "findings are not bounded",
    file: "findings.ts",
    from: "if (count > MAX_PER_RULE || this.drafts.length >= MAX_FINDINGS) this.dropped++;",
    to: "if (false) this.dropped++;",
    family: "gguf",
    noticed: /^(too many findings|escaped)/,
  },
  {
    what: "a loop over a tar never ends",
    file: "containers/tar.ts",
    from: "at = next;",
    to: "at = dataAt - BLOCK; index = 0; while (longName === null) at += 0;",
    family: "tar",
    noticed: /^hang/,
  },
  {
    what: "memory is kept from file to file",
    file: "gguf/layout.ts",
    from: "const { source, tensors, listEnd, alignment, report } = input;",
    to: "const { source, tensors, listEnd, alignment, report } = input; ((globalThis as { kept?: unknown[] }).kept ??= []).push(new Uint8Array(4 << 20).fill(1));",
    family: "gguf",
    noticed: /^memory/,
  },
];
