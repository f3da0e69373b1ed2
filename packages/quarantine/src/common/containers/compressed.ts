import { readUpTo, type ByteSource } from "../byte-source.ts";
import { inflate } from "./inflate.ts";

/** Most packed bytes read: 1 MiB unpacked rarely needs more, and a beginning is all that is judged. */
export const MAX_PACKED = 1024 * 1024;
/** Bits of the flags of a gzip header (RFC 1952). */
const GZIP = { crc: 0x02, extra: 0x04, name: 0x08, comment: 0x10 };
/** Longest name or comment stepped over. */
const MAX_TEXT = 4096;

/** The beginning of what a gzip or zlib stream packs, or null when the bytes are neither. */
export function unpackStream(
  source: ByteSource,
  max: number,
): { kind: "gzip" | "zlib"; bytes: Uint8Array } | null {
  const [first = 0, second = 0] = readUpTo(source, 0, 2);
  if (!isStream(first, second)) return null;
  const head = readUpTo(source, 0, MAX_PACKED);
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) {
    const from = gzipDataAt(head);
    return {
      kind: "gzip",
      bytes: from === null ? new Uint8Array(0) : inflate(head.subarray(from), max).bytes,
    };
  }
  if (first === 0x1f || head.length <= 6) return null;
  const { bytes, end } = inflate(head.subarray(2), max);
  // Two bytes are little proof: what follows has to unpack as well.
  return end === "broken" || bytes.length === 0 ? null : { kind: "zlib", bytes };
}

/** The beginning of raw DEFLATE in a ZIP member. */
export function unpackDeflate(source: ByteSource, at: number, length: number, max: number): Uint8Array {
  return inflate(readUpTo(source, at, Math.min(length, MAX_PACKED)), max).bytes;
}

/** Whether a gzip or zlib stream may begin with these two bytes. */
export function isStream(first: number, second: number): boolean {
  return first === 0x1f ? second === 0x8b : isZlib(first, second);
}

/** DEFLATE in a window of at most 32 KiB, no preset dictionary, and a check that makes both bytes a multiple of 31. */
function isZlib(first: number, second: number): boolean {
  return (first & 0x8f) === 0x08 && (first * 256 + second) % 31 === 0 && (second & 0x20) === 0;
}

function gzipDataAt(head: Uint8Array): number | null {
  const flags = head[3] ?? 0;
  let at = 10;
  if (flags & GZIP.extra) at += 2 + (head[at] ?? 0) + 256 * (head[at + 1] ?? 0);
  for (const flag of [GZIP.name, GZIP.comment]) {
    if ((flags & flag) === 0) continue;
    const end = head.subarray(0, at + MAX_TEXT).indexOf(0, at);
    if (end < 0) return null;
    at = end + 1;
  }
  return flags & GZIP.crc ? at + 2 : at;
}
