import { read } from "node:fs";
import { CHUNK_BYTES, STORED_CHUNK_BYTES } from "../common/sealed-layout.ts";
import { giveBack } from "./give-back.ts";
import { truncated, unreadable, type Chunks } from "./sealed-chunks.ts";

/** Chunks fetched at once: 1 MiB, so that ciphertext and plaintext stay in the processor's cache. */
const WINDOW_CHUNKS = 16;
/** Windows that are there or on their way: waiting for each one would cost a tenth. */
const WINDOWS = 4;

/** Ciphertext of the chunks from `first` on. */
interface Window {
  readonly bytes: Buffer;
  readonly first: number;
  readonly count: number;
}

/**
 * Front to back, with the next windows being read by Node's own threads while this one decrypts. Reading a cached file costs a third of
 * decrypting it, so this is worth a second core's help.
 */
export class AheadReader {
  readonly #fd: number;
  readonly #chunks: Chunks;
  /** Taken in turn; the one whose window is open is not read into. */
  readonly #buffers = Array.from({ length: WINDOWS }, newBuffer);
  #position = 0;
  #window: Window | null = null;
  /** In the file's order. */
  readonly #coming: Promise<Window>[] = [];
  #nextFetch = 0;
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
      if (this.#rest === null) giveBack(plain);
    }
    return wanted;
  }

  close(): void {
    this.#rest?.fill(0);
    this.#rest = null;
  }

  async #chunk(index: number): Promise<Buffer> {
    if (this.#window === null || index >= this.#window.first + this.#window.count) {
      this.#fetchAhead();
      this.#window = (await this.#coming[0]) ?? null;
      if (this.#window === null) throw truncated(this.#chunks.at(index));
      void this.#coming.shift();
      this.#fetchAhead();
    }
    return this.#chunks.open(this.#window.bytes, this.#window.first, index);
  }

  #fetchAhead(): void {
    while (this.#coming.length < WINDOWS - 1 && this.#nextFetch < this.#chunks.count) {
      const coming = this.#fetch(this.#nextFetch);
      // Awaited by a later call, or never when the caller gives up.
      coming.catch(() => undefined);
      this.#coming.push(coming);
      this.#nextFetch += WINDOW_CHUNKS;
    }
  }

  /** Reads the window that begins with chunk `first` into the buffer whose turn it is. */
  async #fetch(first: number): Promise<Window> {
    const count = Math.min(WINDOW_CHUNKS, this.#chunks.count - first);
    const bytes = this.#buffers[(first / WINDOW_CHUNKS) % WINDOWS] ?? newBuffer();
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
