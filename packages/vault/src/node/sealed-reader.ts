import { timingSafeEqual } from "node:crypto";
import { fstatSync, readSync } from "node:fs";
import { SealedFileError } from "../common/sealed-error.ts";
import {
  CHUNK_BYTES,
  COMMITMENT_AT,
  HEADER_BYTES,
  MAGIC,
  MAX_PLAIN_BYTES,
  NONCE_BYTES,
  NONCE_SIZE,
  SALT_AT,
  setNonce,
  SIZE_AT,
  SIZE_PLAIN_BYTES,
  STORED_CHUNK_BYTES,
  storedSize,
  VERSION,
} from "../common/sealed-layout.ts";
import { giveBack } from "./give-back.ts";
import { AheadReader } from "./sealed-ahead.ts";
import { Chunks, damaged, openMessage, truncated, unreadable } from "./sealed-chunks.ts";
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
  /**
   * The same front to back, a window read ahead on another thread: fills `target` with what follows the last `next`, as far as there is,
   * and answers the count. One call at a time; a descriptor that is closed before the file's end may still be being read.
   */
  next(target: Uint8Array): Promise<number>;
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
  const plain = openMessage(payload, nonce, header.subarray(SIZE_AT), header.subarray(0, SIZE_AT), SIZE_AT);
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
  readonly #chunks: Chunks;
  #ahead: AheadReader | null = null;
  /** Ciphertext of chunks `#windowFirst` … `#windowFirst + #windowCount - 1`. */
  readonly #window: Buffer;
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
    this.#chunks = new Chunks(payload, size);
    // Small objects are opened by the thousand.
    this.#window = Buffer.allocUnsafeSlow(Math.min(WINDOW_CHUNKS, this.#chunks.count) * STORED_CHUNK_BYTES);
  }

  read(offset: number, target: Uint8Array): void {
    this.#expectOpen();
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

  async next(target: Uint8Array): Promise<number> {
    this.#expectOpen();
    this.#ahead ??= new AheadReader(this.#fd, this.#chunks);
    return this.#ahead.next(target);
  }

  checkPadding(): void {
    this.#expectOpen();
    for (let index = Math.ceil(this.size / CHUNK_BYTES); index < this.#chunks.count; index++)
      this.#chunk(index, this.#chunks.count - index);
  }

  close(): void {
    this.#closed = true;
    this.#payload.fill(0);
    this.#ahead?.close();
    this.#plain?.fill(0);
    this.#dropPlain();
  }

  #dropPlain(): void {
    if (this.#plain !== null) giveBack(this.#plain);
    this.#plain = null;
    this.#plainIndex = -1;
  }

  #expectOpen(): void {
    if (this.#closed) throw new SealedFileError("closed", "The stored file was closed already.");
  }

  #chunk(index: number, wanted: number): Buffer {
    if (this.#plain !== null && this.#plainIndex === index) return this.#plain;
    if (index < this.#windowFirst || index >= this.#windowFirst + this.#windowCount)
      this.#fill(index, wanted);
    this.#dropPlain();
    this.#plain = this.#chunks.open(this.#window, this.#windowFirst, index);
    this.#plainIndex = index;
    this.#nextIndex = index + 1;
    return this.#plain;
  }

  /** Reads ahead only when the last read ended just before: a parser that jumps must not pay for a megabyte each time. */
  #fill(index: number, wanted: number): void {
    const ahead = index === this.#nextIndex && index > 0 ? WINDOW_CHUNKS : Math.min(wanted, WINDOW_CHUNKS);
    const count = Math.min(ahead, this.#chunks.count - index);
    const [length, at] = [this.#chunks.storedBytes(index, count), this.#chunks.at(index)];
    this.#windowCount = 0;
    const got = readFully(this.#fd, this.#window, length, at);
    if (got < length) throw truncated(at + got);
    this.#windowFirst = index;
    this.#windowCount = count;
  }
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
    throw unreadable(error, position + done);
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
