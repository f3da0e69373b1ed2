import { createCipheriv, randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import { paddedSize } from "../common/padme.ts";
import { SealedFileError } from "../common/sealed-error.ts";
import {
  CHUNK_BYTES,
  COMMITMENT_AT,
  HEADER_BYTES,
  MAGIC,
  MAX_PLAIN_BYTES,
  NONCE_BYTES,
  NONCE_CHUNK,
  NONCE_LAST_CHUNK,
  NONCE_SIZE,
  SALT_AT,
  SALT_BYTES,
  setNonce,
  SIZE_AT,
  SIZE_PLAIN_BYTES,
  STORED_CHUNK_BYTES,
  TAG_BYTES,
  VERSION,
} from "../common/sealed-layout.ts";
import { giveBack } from "./give-back.ts";
import { deriveSealedKeys } from "./sealed-keys.ts";

/** Chunks written at once. */
const OUT_CHUNKS = 16;

/** Writes all of `bytes` at `position`. */
export type WriteAt = (bytes: Uint8Array, position: number) => void;

/**
 * Writes one sealed file front to back; the header comes last, so a file whose writing was interrupted is never taken for a whole one.
 * The caller syncs. After `finish` or `abandon` the key is wiped.
 */
export class SealedWriter {
  readonly #write: WriteAt;
  readonly #payload: Buffer;
  readonly #header: Buffer;
  readonly #nonce = Buffer.alloc(NONCE_BYTES);
  /** Plaintext that waits: a chunk is encrypted only once it is known whether it is the last. */
  readonly #waiting = Buffer.alloc(CHUNK_BYTES);
  /** Ciphertext that waits to be written: one system call per megabyte. */
  readonly #out = Buffer.alloc(OUT_CHUNKS * STORED_CHUNK_BYTES);
  #outFilled = 0;
  #filled = 0;
  #size = 0;
  #index = 0;
  #position = HEADER_BYTES;

  /** `salt` is given only by test vectors; otherwise it is random. */
  constructor(write: WriteAt, fileKey: Uint8Array, salt: Uint8Array = randomBytes(SALT_BYTES)) {
    const keys = deriveSealedKeys(fileKey, salt);
    this.#write = write;
    this.#payload = keys.payload;
    this.#header = Buffer.alloc(HEADER_BYTES);
    this.#header.set(MAGIC, 0);
    this.#header[MAGIC.length] = VERSION;
    this.#header.set(salt, SALT_AT);
    this.#header.set(keys.commitment, COMMITMENT_AT);
  }

  /** Plaintext bytes taken so far. */
  get size(): number {
    return this.#size;
  }

  /** Adds plaintext. Throws `too_large`; errors of `write` pass through. */
  update(bytes: Uint8Array): void {
    if (bytes.length > MAX_PLAIN_BYTES - this.#size)
      throw new SealedFileError("too_large", "The file is larger than 16 TiB. Casemate does not store it.");
    this.#size += bytes.length;
    this.#push(bytes);
  }

  /** Pads, writes the last chunk and then the header. Answers the length of the stored file, in bytes. */
  finish(): number {
    const zeros = Buffer.alloc(CHUNK_BYTES);
    for (let left = paddedSize(this.#size) - this.#size; left > 0; left -= CHUNK_BYTES)
      this.#push(zeros.subarray(0, Math.min(left, CHUNK_BYTES)));
    this.#emit(this.#waiting.subarray(0, this.#filled), NONCE_LAST_CHUNK);
    setNonce(this.#nonce, NONCE_SIZE, 0);
    const plain = Buffer.alloc(SIZE_PLAIN_BYTES);
    plain.writeBigUInt64LE(BigInt(this.#size));
    const sealed = seal(this.#payload, this.#nonce, plain, this.#header.subarray(0, SIZE_AT));
    this.#header.set(sealed.body, SIZE_AT);
    this.#header.set(sealed.tag, SIZE_AT + SIZE_PLAIN_BYTES);
    this.#write(this.#header, 0);
    this.abandon();
    return this.#position;
  }

  /** Wipes the key and the waiting plaintext. */
  abandon(): void {
    this.#payload.fill(0);
    this.#waiting.fill(0);
  }

  #push(bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) {
      if (this.#filled === CHUNK_BYTES) {
        this.#emit(this.#waiting, NONCE_CHUNK);
        this.#filled = 0;
      }
      // Whole chunks with more behind them need no copy.
      while (this.#filled === 0 && bytes.length - done > CHUNK_BYTES) {
        this.#emit(bytes.subarray(done, done + CHUNK_BYTES), NONCE_CHUNK);
        done += CHUNK_BYTES;
      }
      const length = Math.min(CHUNK_BYTES - this.#filled, bytes.length - done);
      this.#waiting.set(bytes.subarray(done, done + length), this.#filled);
      this.#filled += length;
      done += length;
    }
  }

  #emit(plain: Uint8Array, kind: number): void {
    setNonce(this.#nonce, kind, this.#index);
    this.#index += 1;
    const { body, tag } = seal(this.#payload, this.#nonce, plain, null);
    this.#out.set(body, this.#outFilled);
    this.#out.set(tag, this.#outFilled + body.length);
    this.#outFilled += body.length + TAG_BYTES;
    giveBack(body);
    if (this.#outFilled === this.#out.length || kind === NONCE_LAST_CHUNK) this.#flush();
  }

  #flush(): void {
    this.#write(this.#out.subarray(0, this.#outFilled), this.#position);
    this.#position += this.#outFilled;
    this.#outFilled = 0;
  }
}

function seal(
  key: Buffer,
  nonce: Buffer,
  plain: Uint8Array,
  associated: Buffer | null,
): { body: Buffer; tag: Buffer } {
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  if (associated) cipher.setAAD(associated);
  const body = cipher.update(plain);
  cipher.final();
  return { body, tag: cipher.getAuthTag() };
}

/** Writes to a descriptor until everything is there; the system may take less than it was given. */
export function writeToDescriptor(fd: number): WriteAt {
  return (bytes, position) => {
    let done = 0;
    while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
  };
}
