import { paddedSize } from "./padme.ts";

/** Layout of a sealed file, version 1: docs/formats/vault.md, part A. All offsets and sizes in bytes. */

/** First bytes of every sealed file: "casemate sealed" and a line feed. */
export const MAGIC = new TextEncoder().encode("casemate sealed\n");
export const VERSION = 1;
export const FILE_KEY_BYTES = 32;
export const SALT_AT = 32;
export const SALT_BYTES = 32;
export const COMMITMENT_AT = 64;
export const COMMITMENT_BYTES = 32;
/** The encrypted size: 16 bytes (u64 little-endian size, 8 zero bytes) and their tag. Everything before it is its associated data. */
export const SIZE_AT = 96;
export const SIZE_PLAIN_BYTES = 16;
export const HEADER_BYTES = 128;
/**
 * Plaintext of a chunk. Measured with 16 KiB to 4 MiB: from 64 KiB on the cost of starting a cipher per chunk is lost in the noise,
 * and a small random read still costs only one chunk (about 30 µs).
 */
export const CHUNK_BYTES = 64 * 1024;
export const TAG_BYTES = 16;
export const STORED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
/** 16 TiB: above any model, and 2^28 chunks stay far below what one AES-GCM key may encrypt. */
export const MAX_PLAIN_BYTES = 2 ** 44;
/** HKDF-SHA-256 `info`; the output is the payload key (32 bytes), then the commitment (32 bytes). */
export const KEY_INFO = "casemate sealed file v1";

export const NONCE_BYTES = 12;
/** First byte of a nonce: what is encrypted. The last chunk has its own value, so no chunk can pass for the last or stop being it. */
export const NONCE_SIZE = 0;
export const NONCE_CHUNK = 1;
export const NONCE_LAST_CHUNK = 2;

/** Writes the nonce of one message into `nonce`: kind, three zero bytes, counter (u64 big-endian). */
export function setNonce(nonce: Uint8Array, kind: number, counter: number): void {
  nonce.fill(0);
  nonce[0] = kind;
  const view = new DataView(nonce.buffer, nonce.byteOffset, NONCE_BYTES);
  view.setUint32(4, Math.floor(counter / 2 ** 32));
  view.setUint32(8, counter % 2 ** 32);
}

/** Number of chunks for `size` bytes of plaintext; at least one, because padding is never empty. */
export function chunkCount(size: number): number {
  return Math.ceil(paddedSize(size) / CHUNK_BYTES);
}

/** Exact length of the stored file for `size` bytes of plaintext. */
export function storedSize(size: number): number {
  return HEADER_BYTES + paddedSize(size) + chunkCount(size) * TAG_BYTES;
}
