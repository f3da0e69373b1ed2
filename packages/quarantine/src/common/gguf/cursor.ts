import type { ByteSource } from "../byte-source.ts";

/** Window that the cursor reads ahead, in bytes. Small fields cost no read each; memory stays flat. */
const WINDOW = 256 * 1024;

/** A field does not fit before the end of the file. `at` is where the field begins, `needed` its bytes. */
export class CutShort extends Error {
  readonly at: number;
  readonly needed: bigint;
  constructor(at: number, needed: bigint) {
    super("field past the end of the file");
    this.name = "CutShort";
    this.at = at;
    this.needed = needed;
  }
}

/**
 * Reads little-endian fields one after another. Every read is checked against the end of the file first; nothing is
 * allocated from a length that was not.
 */
export class Cursor {
  readonly source: ByteSource;
  readonly #buffer: Uint8Array;
  readonly #view: DataView;
  #start = 0;
  #filled = 0;
  #at: number;

  /** `window`: bytes read ahead, at least 65,536. */
  constructor(source: ByteSource, at = 0, window = WINDOW) {
    this.source = source;
    this.#at = at;
    this.#buffer = new Uint8Array(window);
    this.#view = new DataView(this.#buffer.buffer);
  }

  /** Goes to a place inside the file. */
  seek(at: number): void {
    this.#at = at;
  }

  /** Position of the next field, in bytes from the start of the file. */
  get at(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.source.size - this.#at;
  }

  /** Throws `CutShort` unless `bytes` more bytes are there. */
  need(bytes: bigint, from = this.#at): void {
    if (bytes > BigInt(this.remaining)) throw new CutShort(from, bytes);
  }

  /** Steps over bytes that `need` has covered. */
  skip(bytes: number): void {
    this.need(BigInt(bytes));
    this.#at += bytes;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  /** A 64-bit length as a number: `Infinity` when it is 2^53 or more. Never allocates, for hot loops. */
  length64(): number {
    const index = this.#take(8);
    const high = this.#view.getUint32(index + 4, true);
    return high > 0x1f_ffff ? Infinity : high * 0x1_0000_0000 + this.#view.getUint32(index, true);
  }

  /** The next `length` bytes as a view into the window; valid until the next read. `length` ≤ 65,536. */
  view(length: number): Uint8Array {
    const index = this.#take(length);
    return this.#buffer.subarray(index, index + length);
  }

  /** Where `locate` says positions; what stands in it changes with the next read. */
  get window(): Uint8Array {
    return this.#buffer;
  }

  /**
   * Steps over the next `length` ≤ 65,536 bytes and says where they stand in `window`. As `view`, without making an object for each of
   * a million tokens.
   */
  locate(length: number): number {
    return this.#take(length);
  }

  /** A copy of the next `length` bytes. The caller has bounded `length`. */
  bytes(length: number): Uint8Array {
    this.need(BigInt(length));
    const target = new Uint8Array(length);
    this.source.read(this.#at, target);
    this.#at += length;
    return target;
  }

  /** Makes `count` bytes available in the window, steps over them, and says where they stand in it. */
  #take(count: number): number {
    let index = this.#at - this.#start;
    if (index < 0 || index + count > this.#filled) {
      if (count > this.source.size - this.#at) throw new CutShort(this.#at, BigInt(count));
      this.#start = this.#at;
      this.#filled = Math.min(this.#buffer.length, this.source.size - this.#at);
      this.source.read(this.#at, this.#buffer.subarray(0, this.#filled));
      index = 0;
    }
    this.#at += count;
    return index;
  }
}
