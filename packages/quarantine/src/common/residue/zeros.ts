import type { ByteSource } from "../byte-source.ts";

/** Zeros are looked for in pieces of this many bytes, so memory stays flat. A multiple of 16. */
const PIECE = 256 * 1024;

/** Position of the first byte of `[from, to)` that is not zero, or `to`. */
export function firstNotZero(source: ByteSource, from: number, to: number): number {
  const length = Math.min(PIECE, Math.max(0, to - from));
  const buffer = new Uint8Array(Math.ceil(length / 16) * 16);
  const words = new Int32Array(buffer.buffer);
  for (let at = from; at < to; at += PIECE) {
    const piece = buffer.subarray(0, Math.min(PIECE, to - at));
    source.read(at, piece);
    // What an earlier piece left behind was zero, or it would have been the last.
    if (!anyBit(words)) continue;
    return at + piece.findIndex((byte) => byte !== 0);
  }
  return to;
}

/** Whole words at once: a file may have gigabytes of zeros behind it. `words.length` is a multiple of 4. */
function anyBit(words: Int32Array): boolean {
  let a = 0;
  let b = 0;
  for (let index = 0; index < words.length; index += 4) {
    a |= (words[index] ?? 0) | (words[index + 1] ?? 0);
    b |= (words[index + 2] ?? 0) | (words[index + 3] ?? 0);
  }
  return (a | b) !== 0;
}
