import type { ByteSource } from "../byte-source.ts";

/** Zeros are looked for in pieces of this many bytes, so memory stays flat. */
const PIECE = 64 * 1024;

/** Position of the first byte of `[from, to)` that is not zero, or `to`. */
export function firstNotZero(source: ByteSource, from: number, to: number): number {
  const buffer = new Uint8Array(Math.min(PIECE, Math.max(0, to - from)));
  for (let at = from; at < to; at += PIECE) {
    const piece = buffer.subarray(0, Math.min(PIECE, to - at));
    source.read(at, piece);
    const index = piece.findIndex((byte) => byte !== 0);
    if (index >= 0) return at + index;
  }
  return to;
}
