import { readUpTo, type ByteSource } from "../byte-source.ts";

/** Bytes fetched at once: parsers step through a file in small pieces, and each fetch may be a call to the system. */
const WINDOW_BYTES = 64 * 1024;
/** The first fetch is smaller: most things are told by their beginning. */
const FIRST_BYTES = 8 * 1024;

/** Small reads over a source, in any order, without a fetch for each. */
export class ByteWindow {
  readonly size: number;
  readonly #source: ByteSource;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.size = source.size;
  }

  /** A view of the bytes `[at, at + length)`, cut at the end of the source. Good until the next call; at most a window long. */
  peek(at: number, length: number): Uint8Array {
    const from = Math.min(at, this.size);
    const wanted = Math.min(length, WINDOW_BYTES, this.size - from);
    if (from < this.#at || from + wanted > this.#at + this.#bytes.length) {
      const fetch = this.#bytes.length === 0 ? FIRST_BYTES : WINDOW_BYTES;
      this.#bytes = readUpTo(this.#source, from, Math.max(fetch, wanted));
      this.#at = from;
    }
    return this.#bytes.subarray(from - this.#at, from - this.#at + wanted);
  }
}

/** A part of a source as a source of its own; cut where the outer one ends. */
export function sliceSource(source: ByteSource, from: number, length: number): ByteSource {
  const start = Math.min(Math.max(0, from), source.size);
  const size = Math.max(0, Math.min(length, source.size - start));
  return {
    size,
    read: (offset, target) => {
      source.read(start + offset, target.subarray(0, Math.max(0, Math.min(target.length, size - offset))));
    },
  };
}
