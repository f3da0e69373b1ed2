import { createDecipheriv, timingSafeEqual } from "node:crypto";
import { fstatSync, readSync } from "node:fs";
import { SealedFileError } from "../common/sealed-error.ts";
import {
  CHUNK_BYTES,
  chunkCount,
  COMMITMENT_AT,
  HEADER_BYTES,
  MAGIC,
  MAX_PLAIN_BYTES,
  NONCE_BYTES,
  NONCE_CHUNK,
  NONCE_LAST_CHUNK,
  NONCE_SIZE,
  SALT_AT,
  setNonce,
  SIZE_AT,
  SIZE_PLAIN_BYTES,
  STORED_CHUNK_BYTES,
  storedSize,
  TAG_BYTES,
  VERSION,
} from "../common/sealed-layout.ts";
import { paddedSize } from "../common/padme.ts";
import { deriveSealedKeys } from "./sealed-keys.ts";

/** Chunks fetched by one system call when reads follow each other: 1 MiB. */
const WINDOW_CHUNKS = 16;

export interface SealedFile {
  /** Authenticated size of the plaintext, in bytes. */
  readonly size: number;
  /**
   * Fills `target` with the plaintext from `offset` on. Nothing unauthenticated is ever copied out; after an error the content of
   * `target` is undefined. Throws `SealedFileError`.
   */
  read(offset: number, target: Uint8Array): void;
  /** Authenticates the chunks that hold only padding, which `read` never meets. Throws `SealedFileError`. */
  checkPadding(): void;
  /** Wipes the key and the buffers. The descriptor stays open: it belongs to whoever opened it. */
  close(): void;
}

/**
 * Opens a sealed file for reading at any offset. `fd` must be seekable; `fileKey` is copied into derived keys and may be wiped by the
 * caller at once. Throws `SealedFileError` (`not_sealed`, `version`, `wrong_key`, `damaged`, `truncated`, `extended`, `unreadable`).
 */
export function openSealedFile(fd: number, fileKey: Uint8Array): SealedFile {
  const header = Buffer.alloc(HEADER_BYTES);
  if (readFully(fd, header, HEADER_BYTES, 0) < HEADER_BYTES) throw notSealed();
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) throw notSealed();
  if (header[MAGIC.length] !== VERSION) {
    throw new SealedFileError(
      "version",
      "This file was stored by a later version of Casemate. Update Casemate to read it.",
      MAGIC.length,
    );
  }
  if (header.subarray(MAGIC.length + 1, SALT_AT).some((byte) => byte !== 0)) throw damaged(MAGIC.length + 1);
  const keys = deriveSealedKeys(fileKey, header.subarray(SALT_AT, COMMITMENT_AT));
  if (!timingSafeEqual(keys.commitment, header.subarray(COMMITMENT_AT, SIZE_AT))) {
    keys.payload.fill(0);
    throw new SealedFileError(
      "wrong_key",
      "The key does not belong to this stored file, or the file's first bytes were changed.",
      COMMITMENT_AT,
    );
  }
  try {
    return new Reader(fd, keys.payload, readSize(fd, header, keys.payload));
  } catch (error) {
    keys.payload.fill(0);
    throw error;
  }
}

function readSize(fd: number, header: Buffer, payload: Buffer): number {
  const nonce = Buffer.alloc(NONCE_BYTES);
  setNonce(nonce, NONCE_SIZE, 0);
  const plain = open(payload, nonce, header.subarray(SIZE_AT), header.subarray(0, SIZE_AT), SIZE_AT);
  const size = plain.readBigUInt64LE(0);
  if (plain.length !== SIZE_PLAIN_BYTES || plain.readBigUInt64LE(8) !== 0n || size > BigInt(MAX_PLAIN_BYTES))
    throw damaged(SIZE_AT);
  const expected = storedSize(Number(size));
  const actual = fstatSync(fd).size;
  if (actual < expected) throw truncated(actual);
  if (actual > expected)
    throw new SealedFileError(
      "extended",
      "The stored file is longer than it was when it was written. It is not used.",
      expected,
    );
  return Number(size);
}

class Reader implements SealedFile {
  readonly size: number;
  readonly #fd: number;
  readonly #payload: Buffer;
  readonly #chunks: number;
  readonly #padded: number;
  readonly #nonce = Buffer.alloc(NONCE_BYTES);
  /** Ciphertext of chunks `#windowFirst` … `#windowFirst + #windowCount - 1`. */
  readonly #window = Buffer.allocUnsafeSlow(WINDOW_CHUNKS * STORED_CHUNK_BYTES);
  #windowFirst = 0;
  #windowCount = 0;
  /** Plaintext of the chunk read last: small reads next to each other decrypt once. */
  #plain: Buffer | null = null;
  #plainIndex = -1;
  #nextIndex = 0;
  #closed = false;

  constructor(fd: number, payload: Buffer, size: number) {
    this.#fd = fd;
    this.#payload = payload;
    this.size = size;
    this.#chunks = chunkCount(size);
    this.#padded = paddedSize(size);
  }

  read(offset: number, target: Uint8Array): void {
    if (this.#closed) throw new SealedFileError("closed", "The stored file was closed already.");
    if (!Number.isSafeInteger(offset) || offset < 0 || target.length > this.size - offset) {
      throw new SealedFileError("out_of_range", "Bytes beyond the end of the stored file were asked for.");
    }
    let done = 0;
    while (done < target.length) {
      const index = Math.floor((offset + done) / CHUNK_BYTES);
      const within = offset + done - index * CHUNK_BYTES;
      const wanted = Math.ceil((within + target.length - done) / CHUNK_BYTES);
      const plain = this.#chunk(index, wanted);
      const length = Math.min(plain.length - within, target.length - done);
      target.set(plain.subarray(within, within + length), done);
      done += length;
    }
  }

  checkPadding(): void {
    if (this.#closed) throw new SealedFileError("closed", "The stored file was closed already.");
    for (let index = Math.ceil(this.size / CHUNK_BYTES); index < this.#chunks; index++)
      this.#chunk(index, this.#chunks - index);
  }

  close(): void {
    this.#closed = true;
    this.#payload.fill(0);
    this.#plain?.fill(0);
    this.#plain = null;
    this.#plainIndex = -1;
  }

  #chunk(index: number, wanted: number): Buffer {
    if (this.#plain !== null && this.#plainIndex === index) return this.#plain;
    if (index < this.#windowFirst || index >= this.#windowFirst + this.#windowCount)
      this.#fill(index, wanted);
    const at = (index - this.#windowFirst) * STORED_CHUNK_BYTES;
    const last = index === this.#chunks - 1;
    setNonce(this.#nonce, last ? NONCE_LAST_CHUNK : NONCE_CHUNK, index);
    const message = this.#window.subarray(at, at + this.#storedLength(index));
    this.#plainIndex = -1;
    this.#plain = open(this.#payload, this.#nonce, message, null, storedAt(index));
    this.#plainIndex = index;
    this.#nextIndex = index + 1;
    return this.#plain;
  }

  /** Reads ahead only when the last read ended just before: a parser that jumps must not pay for a megabyte each time. */
  #fill(index: number, wanted: number): void {
    const ahead = index === this.#nextIndex && index > 0 ? WINDOW_CHUNKS : Math.min(wanted, WINDOW_CHUNKS);
    const count = Math.min(ahead, this.#chunks - index);
    const end = index + count - 1;
    const length = storedAt(end) + this.#storedLength(end) - storedAt(index);
    this.#windowCount = 0;
    const got = readFully(this.#fd, this.#window, length, storedAt(index));
    if (got < length) throw truncated(storedAt(index) + got);
    this.#windowFirst = index;
    this.#windowCount = count;
  }

  #storedLength(index: number): number {
    return Math.min(CHUNK_BYTES, this.#padded - index * CHUNK_BYTES) + TAG_BYTES;
  }
}

function storedAt(index: number): number {
  return HEADER_BYTES + index * STORED_CHUNK_BYTES;
}

/** Authenticates and decrypts one message (ciphertext, then tag). */
function open(
  key: Buffer,
  nonce: Buffer,
  message: Buffer,
  associated: Buffer | null,
  offset: number,
): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(message.subarray(message.length - TAG_BYTES));
  if (associated) decipher.setAAD(associated);
  const plain = decipher.update(message.subarray(0, message.length - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    throw damaged(offset);
  }
  return plain;
}

/** Bytes read; fewer than `length` only at the end of the file. */
function readFully(fd: number, target: Buffer, length: number, position: number): number {
  let done = 0;
  try {
    while (done < length) {
      const got = readSync(fd, target, done, length - done, position + done);
      if (got === 0) break;
      done += got;
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new SealedFileError(
      "unreadable",
      `The stored file could not be read: the system said ${code}.`,
      position + done,
    );
  }
  return done;
}

function notSealed(): SealedFileError {
  return new SealedFileError(
    "not_sealed",
    "This is not a file that Casemate stored, or storing it never finished.",
    0,
  );
}

function damaged(offset: number): SealedFileError {
  return new SealedFileError(
    "damaged",
    `The stored file was changed after it was written (near byte ${String(offset)}). It is not used.`,
    offset,
  );
}

function truncated(offset: number): SealedFileError {
  return new SealedFileError(
    "truncated",
    "The stored file is shorter than it was when it was written. It is not used.",
    offset,
  );
}
