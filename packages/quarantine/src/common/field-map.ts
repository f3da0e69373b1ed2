import type { FieldPlace } from "@casemate/contract";
import { visible } from "./text.ts";

/** Most characters of a key or tensor name inside a field's name: long enough for real ones, short enough for a line. */
const MAX_NAME_SHOWN = 64;

/** Names the fields that touch the bytes `[from, to)` of a file, in their order; bytes it cannot name belong to none. */
export type FieldMap = (from: number, to: number) => FieldPlace[];

/** A name out of the file, fit for a field's name. */
export function shownName(name: string): string {
  return visible(name, MAX_NAME_SHOWN);
}

/** Collects the fields of a window. */
export class FieldList {
  readonly fields: FieldPlace[] = [];
  readonly #from: number;
  readonly #to: number;

  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
  }

  /** Adds a field unless it is empty or lies outside of the window. `length` is the field's own, not cut. */
  add(at: number, length: number, name: string): void {
    if (length > 0 && at < this.#to && at + length > this.#from) this.fields.push({ at, length, name });
  }

  /** Whether a field that begins at `at` is past the window. */
  past(at: number): boolean {
    return at >= this.#to;
  }
}

/** Index of the last of `starts` (ascending) that is ≤ `at`, or -1. */
export function lastAtOrBefore(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
