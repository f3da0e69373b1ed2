// Whole numbers that WGSL and TypeScript make alike, bit by bit (shaders.ts holds the same functions in WGSL).

/** Largest magnitude in a matrix. */
export const LARGEST = 8;
const VALUES = 2 * LARGEST + 1;

/** MurmurHash3's finalizer (Appleby, public domain): every 32-bit number has exactly one image, so different places get different numbers. */
export function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Number at a place of a matrix, from -8 to 8. `seed` and `index`: 32 bits. */
export function numberAt(seed: number, index: number): number {
  return (mix(mix(seed) + index) % VALUES) - LARGEST;
}

/** CRC-32's polynomial without its x^32. It is irreducible (a test shows it), so without zero these 32-bit numbers are a group under `times`. */
export const POLYNOMIAL = 0x04c11db7;

/** Product in the field of 2^32 elements. */
export function times(left: number, right: number): number {
  let product = 0;
  let shifted = left | 0;
  // Signed 32-bit numbers all the way: V8 keeps larger ones on the heap, which costs twenty times as much.
  for (let bit = 0; bit < 32; bit++) {
    product ^= shifted & -((right >> bit) & 1);
    shifted = (shifted << 1) ^ (POLYNOMIAL & (shifted >> 31));
  }
  return product >>> 0;
}
