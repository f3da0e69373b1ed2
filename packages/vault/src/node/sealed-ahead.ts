import { read } from "node:fs";
import { CHUNK_BYTES, STORED_CHUNK_BYTES } from "../common/sealed-layout.ts";
import { truncated, unreadable, type Chunks } from "./sealed-chunks.ts";

/** Chunks fetched at once: 4 MiB. With 1 MiB, waking up for each window cost a tenth; with more, nothing was gained. */
const WINDOW_CHUNKS = 64;

/** Ciphertext of the chunks from `first` on. */
interface Window {
  readonly bytes: Buffer;
  readonly first: number;
  readonly count: number;
}

/**
 * Front to back, with the next window being read by one of Node's own threads while this one decrypts. Reading a cached file costs a third
 * of decrypting it, so this is worth a second core's help; with one core it is no slower than reading in turn.
 */
export class AheadReader {
  readonly #fd: number;
  readonly #chunks: Chunks;
  readonly #buffers = [newBuffer(), newBuffer()] as const;
  #position = 0;
  #window: Window | null = null;
  #coming: Promise<Window> | null = null;
  /** Plaintext of the chunk that the last call ended within. */
  #rest: Buffer | null = null;

  constructor(fd: number, chunks: Chunks) {
    this.#fd = fd;
    this.#chunks = chunks;
  }

  /** Fills `target` with what comes next, as far as there is; answers the count. One call at a time. Throws `SealedFileError`. */
  async next(target: Uint8Array): Promise<number> {
    const wanted = Math.min(target.length, this.#chunks.size - this.#position);
    for (let done = 0; done < wanted;) {
      const index = Math.floor(this.#position / CHUNK_BYTES);
      const within = this.#position - index * CHUNK_BYTES;
      const plain = this.#rest ?? (await this.#chunk(index));
      const length = Math.min(plain.length - within, wanted - done);
      target.set(plain.subarray(within, within + length), done);
      done += length;
      this.#position += length;
      this.#rest = within + length < plain.length ? plain : null;
    }
    return wanted;
  }

  close(): void {
    this.#rest?.fill(0);
    this.#rest = null;
  }

  async #chunk(index: number): Promise<Buffer> {
    let window = this.#window;
    if (window === null || index >= window.first + window.count) {
      window = await (this.#coming ?? this.#fetch(index));
      this.#window = window;
      const next = window.first + window.count;
      this.#coming = next < this.#chunks.count ? this.#fetch(next) : null;
      // Awaited by a later call, or never when the caller gives up.
      this.#coming?.catch(() => undefined);
    }
    return this.#chunks.open(window.bytes, window.first, index);
  }

  /** Reads the window that begins with chunk `first` into the buffer that is not being decrypted. */
  async #fetch(first: number): Promise<Window> {
    const count = Math.min(WINDOW_CHUNKS, this.#chunks.count - first);
    const bytes = this.#buffers[(first / WINDOW_CHUNKS) % 2 === 0 ? 0 : 1];
    const length = this.#chunks.storedBytes(first, count);
    const position = this.#chunks.at(first);
    for (let done = 0; done < length;) {
      const got = await readPart(this.#fd, bytes.subarray(done, length), position + done);
      if (got === 0) throw truncated(position + done);
      done += got;
    }
    return { bytes, first, count };
  }
}

function newBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(WINDOW_CHUNKS * STORED_CHUNK_BYTES);
}

function readPart(fd: number, target: Buffer, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, target, 0, target.length, position, (error, got) => {
      if (error) reject(unreadable(error, position));
      else resolve(got);
    });
  });
}
