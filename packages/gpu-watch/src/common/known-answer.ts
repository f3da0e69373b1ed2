import type { CpuAnswer } from "./look.ts";

/** Side of the matrices. 64³ products of small numbers take about a millisecond and pass through every unit a model uses on the processor. */
export const SIZE = 64;
/** Products in one round. */
export const PRODUCTS = 8;
/** Numbers lie between -8 and 8, so every sum of 64 products stays below 2^24: exact in single precision, in any order. */
const LARGEST = 8;
/** Checksum of the product for seed 1, computed once elsewhere and written down: a processor that is wrong the same way every time is caught too. */
export const KNOWN_SEED = 1;
export const KNOWN_CHECKSUM = 0xe0d5f267;

/** Multiplies two square matrices of side SIZE, row by row. Tests put a faulty one in its place. */
export type Multiply = (a: Float32Array, b: Float32Array) => Float32Array;

/**
 * Computes products in single precision and again in whole numbers, in another order, and compares every number exactly; one of them against a
 * checksum that was known before. `seed`: 32 bits, chosen anew for each round.
 */
export function runKnownAnswers(seed: number, multiply: Multiply = inFloats): CpuAnswer {
  let wrong = 0;
  for (let at = 0; at < PRODUCTS; at++) {
    const own = at === 0 ? KNOWN_SEED : (seed + at) >>> 0;
    const [a, b] = [matrix(own), matrix(own ^ 0x9e3779b9)];
    const result = multiply(a, b);
    const exact = inIntegers(a, b);
    const right =
      result.length === exact.length && result.every((value, index) => Object.is(value + 0, exact[index]));
    if (!right || (at === 0 && checksum(exact) !== KNOWN_CHECKSUM)) wrong++;
  }
  return { seed, size: SIZE, products: PRODUCTS, wrong };
}

/** FNV-1a over the numbers as 32 bits each. */
export function checksum(values: Int32Array): number {
  let sum = 0x811c9dc5;
  for (const value of values)
    for (let shift = 0; shift < 32; shift += 8)
      sum = Math.imul(sum ^ ((value >>> shift) & 0xff), 0x01000193) >>> 0;
  return sum;
}

/** Whole numbers from -8 to 8, the same for the same seed on every machine (mulberry32). */
export function matrix(seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: SIZE * SIZE }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) % (2 * LARGEST + 1)) - LARGEST;
  });
}

/** Single precision, row by row. */
export function inFloats(a: Float32Array, b: Float32Array): Float32Array {
  const result = new Float32Array(SIZE * SIZE);
  for (let row = 0; row < SIZE; row++)
    for (let column = 0; column < SIZE; column++) {
      let sum = 0;
      for (let at = 0; at < SIZE; at++)
        sum = Math.fround(sum + Math.fround((a[row * SIZE + at] ?? 0) * (b[at * SIZE + column] ?? 0)));
      result[row * SIZE + column] = sum;
    }
  return result;
}

/** The same from the other end: outer products, whole numbers only. */
export function inIntegers(a: Float32Array, b: Float32Array): Int32Array {
  const [left, right] = [Int32Array.from(a), Int32Array.from(b)];
  const result = new Int32Array(SIZE * SIZE);
  for (let at = SIZE - 1; at >= 0; at--)
    for (let column = 0; column < SIZE; column++)
      for (let row = 0; row < SIZE; row++) {
        const place = row * SIZE + column;
        result[place] =
          (result[place] ?? 0) + Math.imul(left[row * SIZE + at] ?? 0, right[at * SIZE + column] ?? 0);
      }
  return result;
}
