import { createDecipheriv } from "node:crypto";
import { paddedSize } from "../common/padme.ts";
import { SealedFileError } from "../common/sealed-error.ts";
import {
  CHUNK_BYTES,
  chunkCount,
  HEADER_BYTES,
  NONCE_BYTES,
  NONCE_CHUNK,
  NONCE_LAST_CHUNK,
  setNonce,
  STORED_CHUNK_BYTES,
  TAG_BYTES,
} from "../common/sealed-layout.ts";

/** Where the chunks of one sealed file lie, and how each is opened. Reads nothing. */
export class Chunks {
  readonly size: number;
  readonly count: number;
  readonly #payload: Buffer;
  readonly #padded: number;
  readonly #nonce = Buffer.alloc(NONCE_BYTES);

  /** `payload` is kept, not copied: whoever wipes it closes this too. */
  constructor(payload: Buffer, size: number) {
    this.size = size;
    this.count = chunkCount(size);
    this.#payload = payload;
    this.#padded = paddedSize(size);
  }

  /** Position of a chunk in the stored file. */
  at(index: number): number {
    return HEADER_BYTES + index * STORED_CHUNK_BYTES;
  }

  /** Bytes of `count` chunks as they are stored, tags included. */
  storedBytes(first: number, count: number): number {
    const end = first + count - 1;
    return this.at(end) + this.#storedLength(end) - this.at(first);
  }

  /** Plaintext of chunk `index`, which lies in `window` behind the chunks from `first` on. Throws `damaged`. */
  open(window: Buffer, first: number, index: number): Buffer {
    const at = (index - first) * STORED_CHUNK_BYTES;
    setNonce(this.#nonce, index === this.count - 1 ? NONCE_LAST_CHUNK : NONCE_CHUNK, index);
    const message = window.subarray(at, at + this.#storedLength(index));
    return openMessage(this.#payload, this.#nonce, message, null, this.at(index));
  }

  #storedLength(index: number): number {
    return Math.min(CHUNK_BYTES, this.#padded - index * CHUNK_BYTES) + TAG_BYTES;
  }
}

/** Authenticates and decrypts one message (ciphertext, then tag) that is stored at `offset`. Throws `damaged`. */
export function openMessage(
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

export function damaged(offset: number): SealedFileError {
  return new SealedFileError(
    "damaged",
    `The stored file was changed after it was written (near byte ${String(offset)}). It is not used.`,
    offset,
  );
}

export function truncated(offset: number): SealedFileError {
  return new SealedFileError(
    "truncated",
    "The stored file is shorter than it was when it was written. It is not used.",
    offset,
  );
}

/** What the system said, as an error of the stored file at `offset`. */
export function unreadable(error: unknown, offset: number): SealedFileError {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  return new SealedFileError(
    "unreadable",
    `The stored file could not be read: the system said ${code}.`,
    offset,
  );
}
