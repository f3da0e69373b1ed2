import type { ByteSource } from "../byte-source.ts";
import { lastAtOrBefore } from "../field-map.ts";
import { Cursor } from "./cursor.ts";

/** Bytes that a cursor for single places reads ahead: the least it may have. */
export const NEAR_WINDOW = 65_536;
/** Entries between two remembered places. */
const STRIDE = 1024;

/** Entry of a list of texts: its length field stands at `at`, its `length` bytes 8 later. */
interface TextEntry {
  readonly index: number;
  readonly at: number;
  readonly length: number;
}

/** Finds entries of lists of texts by their place: one walk per list, then at most `STRIDE` steps. */
export class TextIndex {
  readonly #cursor: Cursor;
  /** By where the list's entries begin: every `STRIDE`th entry's place. */
  readonly #places = new Map<number, readonly number[]>();

  constructor(source: ByteSource) {
    this.#cursor = new Cursor(source, 0, NEAR_WINDOW);
  }

  /** The entries from the one that holds byte `from`; from the first when all lie after it. Ends where the list is cut. */
  *entries(array: { readonly at: number; readonly count: number }, from: number): Generator<TextEntry> {
    const places = this.#placesOf(array);
    const block = Math.max(0, lastAtOrBefore(places, from));
    const cursor = this.#cursor;
    cursor.seek(places[block] ?? array.at);
    for (let index = block * STRIDE; index < array.count; index++) {
      const entry = readEntry(cursor, index);
      if (entry === null) return;
      if (entry.at + 8 + entry.length > from) yield entry;
    }
  }

  #placesOf(array: { readonly at: number; readonly count: number }): readonly number[] {
    const known = this.#places.get(array.at);
    if (known) return known;
    const places: number[] = [];
    const cursor = this.#cursor;
    cursor.seek(array.at);
    for (let index = 0; index < array.count; index++) {
      const entry = readEntry(cursor, index);
      if (entry === null) break;
      if (index % STRIDE === 0) places.push(entry.at);
    }
    this.#places.set(array.at, places);
    return places;
  }
}

/** The next entry, stepped over; null where it does not fit the file. */
function readEntry(cursor: Cursor, index: number): TextEntry | null {
  const at = cursor.at;
  if (cursor.remaining < 8) return null;
  const length = cursor.length64();
  // A length past the file's end: the last entry there is.
  cursor.skip(Math.min(length, cursor.remaining));
  return { index, at, length: cursor.at - at - 8 };
}
