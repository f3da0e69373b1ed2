import { RpcError } from "@casemate/contract";

/** Without a wish: long enough for a conversation, small enough that its cache does not crowd out the model. Tokens. */
export const DEFAULT_CONTEXT = 4096;
/** llama.cpp rounds contexts up to multiples of this; nothing smaller exists. */
export const MIN_CONTEXT = 256;

export interface LoadWish {
  /** Tokens the model was trained for, out of the file: untrusted, only ever used as an upper limit. */
  readonly trainContext: number;
  readonly wantedContext: number | null;
  /** Memory that may be used, in bytes. */
  readonly freeBytes: number;
  /** What the weights take beyond the memory file they already lie in, in bytes. */
  readonly weightBytes: number;
  /** Memory of a context of this many tokens, in bytes. */
  readonly contextBytes: (tokens: number) => number | Promise<number>;
}

/**
 * The largest context that fits, halving from the wish down to `MIN_CONTEXT`. A person's own wish is not shrunk silently.
 * @throws RpcError `out_of_memory` with both figures.
 */
export async function planContext(wish: LoadWish): Promise<number> {
  const train =
    Number.isSafeInteger(wish.trainContext) && wish.trainContext > 0 ? wish.trainContext : DEFAULT_CONTEXT;
  const start = Math.min(train, wish.wantedContext ?? DEFAULT_CONTEXT);
  const smallest = wish.wantedContext === null ? Math.min(MIN_CONTEXT, start) : start;
  const need = async (tokens: number): Promise<number> =>
    wish.weightBytes + (await wish.contextBytes(tokens));
  for (let tokens = start; tokens >= smallest; tokens = Math.floor(tokens / 2)) {
    if ((await need(tokens)) <= wish.freeBytes) return tokens;
  }
  throw outOfMemory(await need(smallest), wish.freeBytes);
}

/** One sentence with both figures. Bytes. */
export function outOfMemory(needs: number, free: number): RpcError {
  const message = `This model needs ${memoryText(needs)} of memory and ${memoryText(free)} is free. Close other programs or choose a smaller model.`;
  return new RpcError("out_of_memory", message);
}

function memoryText(bytes: number): string {
  return bytes >= 1e9
    ? `${(bytes / 1e9).toFixed(1)} GB`
    : `${String(Math.max(1, Math.round(bytes / 1e6)))} MB`;
}

/** `general.file_type` values whose tensors llama.cpp uses in place: F32, F16, BF16. Others may be copied into a faster layout. */
const USED_IN_PLACE = new Set([0, 1, 32]);

/**
 * Memory the weights take beyond what is already used. A memory file is mapped in place, but llama.cpp repacks most quantised
 * types into a second copy; a plain file counts fully. Bytes.
 */
export function extraWeightBytes(modelBytes: number, fileType: unknown, inMemoryFile: boolean): number {
  const inPlace = typeof fileType === "number" && USED_IN_PLACE.has(fileType);
  return inMemoryFile && inPlace ? 0 : modelBytes;
}

/** Free memory named by the text of `/proc/meminfo`, in bytes; null when it does not say. */
export function availableMemory(meminfo: string): number | null {
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kib === undefined ? null : Number(kib) * 1024;
}
