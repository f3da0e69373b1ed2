import type { ByteSource } from "../byte-source.ts";
import { Cursor } from "./cursor.ts";
import type { ArrayValue } from "./value-types.ts";

/**
 * Walks a string array again as bytes, without keeping them and without making an object per entry: there may be millions. Its lengths
 * were checked when it was first read. `bytes`, `from` and `to` are valid until the next step.
 */
export class Entries {
  /** Number of the entry; -1 before the first step. */
  index = -1;
  /** Where the entry's length field stands in the file. */
  at = 0;
  /** The entry's bytes are `[from, to)` of `bytes`; empty for entries longer than `longest`. */
  from = 0;
  to = 0;
  readonly #cursor: Cursor;
  readonly #count: number;
  readonly #longest: number;

  /** `longest` ≤ 65,536. */
  constructor(source: ByteSource, array: ArrayValue, longest: number) {
    this.#cursor = new Cursor(source, array.at);
    this.#count = array.count;
    this.#longest = longest;
  }

  get bytes(): Uint8Array {
    return this.#cursor.window;
  }

  get length(): number {
    return this.to - this.from;
  }

  /** Steps to the next entry; false after the last. */
  next(): boolean {
    if (this.index + 1 >= this.#count) return false;
    this.index++;
    this.at = this.#cursor.at;
    const length = this.#cursor.length64();
    const kept = length > this.#longest ? 0 : length;
    if (kept !== length) this.#cursor.skip(length);
    this.from = this.#cursor.locate(kept);
    this.to = this.from + kept;
    return true;
  }

  /** A view of the entry's bytes. */
  view(): Uint8Array {
    return this.bytes.subarray(this.from, this.to);
  }
}

/** The same as text. */
export function* stringEntries(
  source: ByteSource,
  array: ArrayValue,
  longest: number,
): Generator<{ text: string; at: number }> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const entries = new Entries(source, array, longest);
  while (entries.next()) yield { text: decoder.decode(entries.view()), at: entries.at };
}

/** Walks an i32 or u32 array again, without keeping it. */
export class Integers {
  readonly #cursor: Cursor;
  readonly #signed: boolean;
  #left: number;

  constructor(source: ByteSource, array: ArrayValue) {
    this.#cursor = new Cursor(source, array.at);
    this.#signed = array.element === "i32";
    this.#left = array.count;
  }

  /** The next number; null after the last. */
  next(): number | null {
    if (this.#left-- <= 0) return null;
    const number = this.#cursor.u32();
    return this.#signed ? number | 0 : number;
  }
}

/** All numbers of an i32 or u32 array, one after another. */
export function* intEntries(source: ByteSource, array: ArrayValue): Generator<number> {
  const integers = new Integers(source, array);
  for (let next = integers.next(); next !== null; next = integers.next()) yield next;
}

/** Position of the first entry of an f32 array that is NaN or infinite, or -1. */
export function firstNotFinite(source: ByteSource, array: ArrayValue): number {
  const cursor = new Cursor(source, array.at);
  for (let index = 0; index < array.count; index++) {
    // All exponent bits set: NaN or infinity, whatever the rest.
    if ((cursor.u32() & 0x7f80_0000) === 0x7f80_0000) return index;
  }
  return -1;
}
