import type { ByteSource } from "../byte-source.ts";
import { Cursor } from "./cursor.ts";
import type { ArrayValue } from "./value-types.ts";

/**
 * Walks a string array again as bytes, without keeping them; entries longer than `longest` come back empty. Its lengths
 * were checked when it was first read. The bytes are valid until the next step.
 */
export function* byteEntries(
  source: ByteSource,
  array: ArrayValue,
  longest: number,
): Generator<{ bytes: Uint8Array; at: number }> {
  const cursor = new Cursor(source, array.at);
  for (let index = 0; index < array.count; index++) {
    const at = cursor.at;
    const length = cursor.length64();
    if (length > longest) cursor.skip(length);
    yield { bytes: cursor.view(length > longest ? 0 : length), at };
  }
}

/** The same as text. */
export function* stringEntries(
  source: ByteSource,
  array: ArrayValue,
  longest: number,
): Generator<{ text: string; at: number }> {
  const decoder = new TextDecoder("utf-8");
  for (const { bytes, at } of byteEntries(source, array, longest)) yield { text: decoder.decode(bytes), at };
}

/** Walks an i32 or u32 array again, without keeping it. */
export function* intEntries(source: ByteSource, array: ArrayValue): Generator<number> {
  const cursor = new Cursor(source, array.at);
  for (let index = 0; index < array.count; index++)
    yield array.element === "i32" ? cursor.u32() | 0 : cursor.u32();
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
