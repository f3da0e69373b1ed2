import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { clocked } from "../lib/stats.ts";

/** Plaintext of one chunk of a sealed file. */
export const CHUNK_BYTES = 64 * 1024;
const PIECE_BYTES = 1024 * 1024;
const TAG_BYTES = 16;

/** AES-256-GCM over `bytes` in chunks of the same size, with nothing around it. Milliseconds, as below. */
export function rawEncrypt(bytes: number): number {
  const key = randomBytes(32);
  const chunk = randomBytes(CHUNK_BYTES);
  return clocked(() => {
    for (let at = 0, index = 0; at < bytes; at += CHUNK_BYTES, index++) {
      const cipher = createCipheriv("aes-256-gcm", key, nonce(index), { authTagLength: TAG_BYTES });
      cipher.update(chunk);
      cipher.final();
      cipher.getAuthTag();
    }
  });
}

/** `freed`: what the cipher answers is freed at once, and not when it is collected. */
export function rawDecrypt(bytes: number, freed = false): number {
  const key = randomBytes(32);
  const cipher = createCipheriv("aes-256-gcm", key, nonce(0), { authTagLength: TAG_BYTES });
  const body = cipher.update(randomBytes(CHUNK_BYTES));
  cipher.final();
  const tag = cipher.getAuthTag();
  return clocked(() => {
    for (let at = 0; at < bytes; at += CHUNK_BYTES) {
      const decipher = createDecipheriv("aes-256-gcm", key, nonce(0), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(tag);
      const plain = decipher.update(body);
      decipher.final();
      if (freed && plain.buffer instanceof ArrayBuffer) plain.buffer.transfer(0);
    }
  });
}

/** The least of a reader that uses one thread: it reads a window of the file, decrypts each chunk, copies it out, frees it. */
export function rawDecryptFile(path: string, bytes: number): number {
  const key = randomBytes(32);
  const window = Buffer.alloc(PIECE_BYTES);
  const target = Buffer.alloc(PIECE_BYTES);
  const fd = openSync(path, "r");
  const took = clocked(() => {
    for (let at = 0; at < bytes; at += PIECE_BYTES) {
      const got = readSync(fd, window, 0, Math.min(PIECE_BYTES, bytes - at), at);
      for (let within = 0; within < got; within += CHUNK_BYTES) {
        const decipher = createDecipheriv("aes-256-gcm", key, nonce(0), { authTagLength: TAG_BYTES });
        const plain = decipher.update(window.subarray(within, Math.min(got, within + CHUNK_BYTES)));
        target.set(plain, within);
        if (plain.buffer instanceof ArrayBuffer) plain.buffer.transfer(0);
      }
    }
  });
  closeSync(fd);
  return took;
}

export function rawHash(bytes: number): number {
  const block = randomBytes(PIECE_BYTES);
  return clocked(() => {
    const hash = createHash("sha256");
    for (let at = 0; at < bytes; at += PIECE_BYTES) hash.update(block);
    hash.digest();
  });
}

/** Copies a file and syncs the copy, which is removed again. */
export function rawCopy(source: string, target: string): number {
  const block = Buffer.alloc(PIECE_BYTES);
  const took = clocked(() => {
    const [from, to] = [openSync(source, "r"), openSync(target, "wx")];
    for (let got = readSync(from, block); got > 0; got = readSync(from, block)) writeSync(to, block, 0, got);
    fsyncSync(to);
    closeSync(from);
    closeSync(to);
  });
  rmSync(target);
  return took;
}

function nonce(index: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(index, 8);
  return bytes;
}
