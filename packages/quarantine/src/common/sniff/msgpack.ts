import { notAdmitted, type Sniffer } from "./define-sniffer.ts";

/** Deepest nesting followed to the first value. */
const MAX_DEPTH = 8;

/**
 * Flax checkpoints: MessagePack maps of maps by name, down to an array, which Flax writes as extension 1. Nothing else
 * begins like this.
 */
export const sniffMsgpack: Sniffer = (head) => {
  let at = 0;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const map = mapHeader(head, at);
    if (map === null) return depth > 0 && isArray(head, at) ? FLAX : null;
    const key = textHeader(head, at + map);
    if (key === null) return null;
    at += map + key;
  }
  return null;
};

const FLAX = notAdmitted("Flax MessagePack", {
  rule: "format.flax",
  length: 1,
  message:
    "This is a Flax checkpoint in MessagePack. Its arrays are as large as the file says, and nothing in it could be checked first.",
});

/** Bytes of the header of a map that is not empty, or null. */
function mapHeader(head: Uint8Array, at: number): number | null {
  const byte = head[at] ?? 0;
  if (byte > 0x80 && byte <= 0x8f) return 1;
  return byte === 0xde ? 3 : byte === 0xdf ? 5 : null;
}

/** Bytes of a short text with its header, or null when there is none or it is not printable. */
function textHeader(head: Uint8Array, at: number): number | null {
  const byte = head[at] ?? 0;
  const [header, length] =
    byte >= 0xa1 && byte <= 0xbf ? [1, byte & 0x1f] : byte === 0xd9 ? [2, head[at + 1] ?? 0] : [0, 0];
  const text = head.subarray(at + header, at + header + length);
  return length > 0 && text.length === length && text.every((char) => char >= 0x20 && char < 0x7f)
    ? header + length
    : null;
}

/** An extension of type 1. */
function isArray(head: Uint8Array, at: number): boolean {
  const widths: Readonly<Record<number, number>> = { 0xc7: 1, 0xc8: 2, 0xc9: 4 };
  const width = widths[head[at] ?? 0];
  return width !== undefined && head[at + 1 + width] === 1;
}
