import type { Matrix, ProductTask } from "./device.ts";
import { LARGEST, numberAt } from "./numbers.ts";

/**
 * Most additions in one sum. Every product of two numbers is at most 8 · 8 = 2^6 in magnitude, so the sum of any part of 2^17 of them is at most 2^23:
 * a whole number below 2^24, which single precision holds exactly. No addition rounds, so order, tiling, fused operations and inputs cut to TF32,
 * BF16 or half precision (8 has one significant bit, 7 has three) change nothing: there is one right result.
 */
export const MAX_K = 2 ** 17;
/** The same for sums in half precision: 32 · 2^6 = 2^11, up to which it holds every whole number. */
export const MAX_K_F16 = 32;
/** Rows and columns of C. With MAX_K they keep every number of `freivalds` below 2^53, where the processor's own arithmetic is exact. */
export const MAX_SIDE = 2 ** 11;
/** Multiplications up to which the whole product is computed again: about 50 ms. */
const FULL_LIMIT = 2 ** 24;
/** Random vectors, and what their numbers go up to, from 1. */
export const VECTORS = 3;
export const VECTOR_MAX = 2 ** 16;

/** Numbers from 1 to VECTOR_MAX, chosen by a secure generator after the answer came. */
export type RandomVector = (length: number) => Float64Array;

/** One thing that is not what it must be. `bits`: which of the 32 differ. */
export interface Wrong {
  readonly matrix: Matrix;
  readonly row: number;
  readonly column: number;
  readonly bits: number;
}

/** Words of 32 bits that a matrix takes in the device's memory. */
export function wordsOf({ kind, m, k, n }: ProductTask, matrix: Matrix): number {
  if (matrix === "c") return m * n;
  const numbers = matrix === "a" ? m * k : k * n;
  return kind === "f16" ? numbers / 2 : numbers;
}

/** Throws RangeError for a task whose result would not be exact. */
export function expectExact({ kind, m, k, n }: ProductTask): void {
  const limit = kind === "f16" ? MAX_K_F16 : MAX_K;
  const sides = [m, k, n].every((side) => Number.isInteger(side) && side > 0 && side % 16 === 0);
  if (!sides || k > limit || m > MAX_SIDE || n > MAX_SIDE)
    throw new RangeError(`A product of ${m} × ${k} × ${n} in ${kind} is not exact.`);
}

/** Bits of the whole numbers -8 to 8 in single and in half precision (IEEE 754), at place `number + 8`. */
const F32_BITS = new Uint32Array(
  Float32Array.from({ length: 2 * LARGEST + 1 }, (_, at) => at - LARGEST).buffer,
);
const F16_BITS = Uint16Array.from({ length: 2 * LARGEST + 1 }, (_, at) => halfBits(at - LARGEST));

function halfBits(value: number): number {
  if (value === 0) return 0;
  const size = Math.abs(value);
  const exponent = 31 - Math.clz32(size);
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | ((size << (10 - exponent)) & 0x3ff);
}

/** The numbers of A or B as they must be. */
export function numbersOf(task: ProductTask, matrix: "a" | "b"): Int8Array {
  const [seed, length] = matrix === "a" ? [task.seedA, task.m * task.k] : [task.seedB, task.k * task.n];
  const numbers = new Int8Array(length);
  for (let at = 0; at < length; at++) numbers[at] = numberAt(seed, at);
  return numbers;
}

/** Words of A or B that must stand in the device's memory, two numbers of half precision in one. */
export function inputWords({ kind }: ProductTask, numbers: Int8Array): Uint32Array {
  // Plain loops: `from` with a function takes ten times as long, and a deep test has millions of numbers.
  const halves = (at: number): number => F16_BITS[(numbers[at] ?? 0) + LARGEST] ?? 0;
  const words = new Uint32Array(kind === "f32" ? numbers.length : numbers.length / 2);
  for (let at = 0; at < words.length; at++)
    words[at] =
      kind === "f32"
        ? (F32_BITS[(numbers[at] ?? 0) + LARGEST] ?? 0)
        : halves(2 * at) | (halves(2 * at + 1) << 16);
  return words;
}

/**
 * The first thing that is wrong with A, B and C as they were read back, or null. Single wrong numbers are always found; a wrong C of another kind goes
 * unseen with probability at most 2^-48 where the product is too large to compute again (see `freivalds`).
 */
export function judgeProduct(
  task: ProductTask,
  read: Readonly<Record<Matrix, Uint32Array>>,
  random: RandomVector,
): Wrong | null {
  const [a, b] = [numbersOf(task, "a"), numbersOf(task, "b")];
  return (
    firstDifference(task, "a", inputWords(task, a), read.a) ??
    firstDifference(task, "b", inputWords(task, b), read.b) ??
    judgeResult(task, { a, b }, read.c, random)
  );
}

function firstDifference(
  task: ProductTask,
  matrix: "a" | "b",
  expected: Uint32Array,
  found: Uint32Array,
): Wrong | null {
  const at = expected.findIndex((word, index) => word !== found[index]);
  if (at < 0) return null;
  const bits = ((expected[at] ?? 0) ^ (found[at] ?? 0)) >>> 0;
  const perWord = task.kind === "f16" ? 2 : 1;
  const index = at * perWord + ((bits & 0xffff) === 0 ? perWord - 1 : 0);
  const columns = matrix === "a" ? task.k : task.n;
  return { matrix, row: Math.floor(index / columns), column: index % columns, bits };
}

interface Inputs {
  readonly a: Int8Array;
  readonly b: Int8Array;
}

function judgeResult(
  task: ProductTask,
  inputs: Inputs,
  words: Uint32Array,
  random: RandomVector,
): Wrong | null {
  const { m, k, n } = task;
  const values = new Float32Array(words.buffer, words.byteOffset, words.length);
  // No sum can be larger, and the shader writes the one zero that has no sign: anything else is wrong before it is computed again.
  const most = k * LARGEST * LARGEST;
  for (let row = 0; row < m; row++)
    for (let column = 0; column < n; column++) {
      const value = values[row * n + column] ?? NaN;
      if (!Number.isInteger(value) || Math.abs(value) > most || Object.is(value, -0))
        return differenceInRow(task, inputs, words, row);
    }
  if (m * k * n <= FULL_LIMIT) {
    for (let row = 0; row < m; row++) {
      const wrong = differenceInRow(task, inputs, words, row);
      if (wrong) return wrong;
    }
    return null;
  }
  for (let vector = 0; vector < VECTORS; vector++) {
    const row = freivalds(task, inputs, values, random(n));
    if (row !== null) return differenceInRow(task, inputs, words, row);
  }
  return null;
}

/**
 * The first row in which C · r is not A · (B · r), or null (R. Freivalds, "Probabilistic machines can use less running time", IFIP 1977). A row that is
 * wrong by d has d · r = 0 for at most one of the 2^16 values of each number of r with d ≠ 0, so it passes with probability at most 2^-16 per vector;
 * one with a single wrong number never, because no number of r is 0. Exact: |B · r| ≤ 2^3 · 2^16 · 2^11 = 2^30, |A · (B · r)| ≤ 2^3 · 2^17 · 2^30 = 2^50,
 * |C · r| ≤ 2^23 · 2^16 · 2^11 = 2^50.
 */
function freivalds(
  { m, k, n }: ProductTask,
  { a, b }: Inputs,
  c: Float32Array,
  r: Float64Array,
): number | null {
  const inner = new Float64Array(k);
  for (let row = 0; row < k; row++) inner[row] = dot(b, row * n, r, n);
  for (let row = 0; row < m; row++) if (dot(a, row * k, inner, k) !== dot(c, row * n, r, n)) return row;
  return null;
}

function dot(values: Int8Array | Float32Array, from: number, vector: Float64Array, length: number): number {
  let sum = 0;
  for (let at = 0; at < length; at++) sum += (values[from + at] ?? 0) * (vector[at] ?? 0);
  return sum;
}

/** Computes one row exactly and compares bit by bit. */
function differenceInRow(
  { k, n }: ProductTask,
  { a, b }: Inputs,
  words: Uint32Array,
  row: number,
): Wrong | null {
  const sums = new Int32Array(n);
  for (let at = 0; at < k; at++) {
    const factor = a[row * k + at] ?? 0;
    for (let column = 0; column < n; column++)
      sums[column] = (sums[column] ?? 0) + factor * (b[at * n + column] ?? 0);
  }
  const expected = new Uint32Array(Float32Array.from(sums).buffer);
  const column = expected.findIndex((word, at) => word !== words[row * n + at]);
  if (column < 0) return null;
  const bits = ((expected[column] ?? 0) ^ (words[row * n + column] ?? 0)) >>> 0;
  return { matrix: "c", row, column, bits };
}
