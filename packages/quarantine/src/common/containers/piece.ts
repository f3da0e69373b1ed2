import { bytesSource, type ByteSource } from "../byte-source.ts";
import { sliceSource } from "./byte-window.ts";

/** Some bytes of a file, taken out of whatever they were packed in. */
export interface Piece {
  readonly source: ByteSource;
  /** Names of the members and packings around it, outermost first. */
  readonly path: readonly string[];
  /** Where in the file its first byte lies, or null when the bytes are only there packed. */
  readonly base: number | null;
  /** The range of the file that holds it, packed or not. */
  readonly at: number;
  readonly length: number;
}

/** A whole file. */
export function wholeFile(source: ByteSource): Piece {
  return { source, path: [], base: 0, at: 0, length: source.size };
}

/** A part of a piece that lies in it as it is. */
export function partOf(piece: Piece, from: number, length: number, name: string): Piece {
  const source = sliceSource(piece.source, from, length);
  const path = [...piece.path, name];
  return piece.base === null
    ? { ...piece, source, path }
    : { source, path, base: piece.base + from, at: piece.base + from, length: source.size };
}

/** Bytes that were unpacked or decoded from `[from, from + length)` of a piece. */
export function unpackedFrom(
  piece: Piece,
  from: number,
  length: number,
  bytes: Uint8Array,
  name: string,
): Piece {
  const packed = partOf(piece, from, length, name);
  return { ...packed, source: bytesSource(bytes), base: null };
}

/** Where in the file a finding about `[offset, offset + length)` of a piece points. */
export function placeIn(piece: Piece, offset: number, length: number): { offset: number; length: number } {
  return piece.base === null
    ? { offset: piece.at, length: piece.length }
    : { offset: piece.base + offset, length };
}
