import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mix, numberAt, POLYNOMIAL, times } from "../common/webgpu/numbers.ts";
import { expectExact, inputWords, judgeProduct, MAX_K, type Wrong } from "../common/webgpu/product.ts";
import { BLOCK_WORDS, cellAt, judgeWalk } from "../common/webgpu/walk.ts";
import { seeds, vectors } from "./fake-device.ts";

const word = fc.nat(0xffffffff);

/** The same product bit by bit with big integers, as a textbook has it. */
function slowly(left: number, right: number): number {
  let product = 0n;
  for (let bit = 0n; bit < 32n; bit++) if ((BigInt(right) >> bit) & 1n) product ^= BigInt(left) << bit;
  for (let bit = 63n; bit >= 32n; bit--)
    if ((product >> bit) & 1n) product ^= ((1n << 32n) | BigInt(POLYNOMIAL)) << (bit - 32n);
  return Number(product);
}

function greatestCommon(left: bigint, right: bigint): bigint {
  const degree = (value: bigint): number => value.toString(2).length - 1;
  while (right !== 0n) {
    while (left !== 0n && degree(left) >= degree(right))
      left ^= right << BigInt(degree(left) - degree(right));
    [left, right] = [right, left];
  }
  return left;
}

describe("numbers that a device and the check make alike", () => {
  it("multiply in a field", () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect([times(a, b), times(a, (b ^ c) >>> 0)]).toEqual([
          slowly(a, b),
          (times(a, b) ^ times(a, c)) >>> 0,
        ]);
      }),
    );
  });

  it("whose polynomial is irreducible, so that no weight hides a wrong word (Rabin's test)", () => {
    let power = 2; // x
    const powers = Array.from({ length: 32 }, () => (power = times(power, power)));
    const whole = (1n << 32n) | BigInt(POLYNOMIAL);
    expect([powers[31], greatestCommon(whole, BigInt(((powers[15] ?? 0) ^ 2) >>> 0))]).toEqual([2, 1n]);
  });

  it("mix without collisions, and give every number of a matrix about as often", () => {
    const seen = new Set(Array.from({ length: BLOCK_WORDS }, (_, at) => mix(0xfffff000 + at)));
    const counts = new Map<number, number>();
    for (let at = 0; at < 17_000; at++) {
      const value = numberAt(5, at);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const often = [...counts.values()];
    expect([seen.size, counts.size, Math.min(...often) > 850, Math.max(...often) < 1150]).toEqual([
      BLOCK_WORDS,
      17,
      true,
      true,
    ]);
  });

  it("stand in memory as the processor's own single and half precision has them", () => {
    const numbers = Int8Array.from({ length: 18 }, (_, at) => (at % 17) - 8);
    const task = { kind: "f32", m: 16, k: 16, n: 16, seedA: 1, seedB: 2 } as const;
    expect([inputWords(task, numbers), inputWords({ ...task, kind: "f16" }, numbers)]).toEqual([
      new Uint32Array(Float32Array.from(numbers).buffer),
      new Uint32Array(Float16Array.from(numbers).buffer),
    ]);
  });
});

describe("the check of a product", () => {
  it("refuses shapes whose sums are not exact", () => {
    const shape = { kind: "f32", m: 16, k: 16, n: 16, seedA: 0, seedB: 0 } as const;
    const bad = [
      { ...shape, k: MAX_K + 16 },
      { ...shape, kind: "f16", k: 48 },
      { ...shape, m: 2064 },
      { ...shape, n: 8 },
      { ...shape, m: 0 },
    ] as const;
    expect(() => {
      expectExact({ ...shape, k: MAX_K });
    }).not.toThrow();
    for (const task of bad)
      expect(() => {
        expectExact(task);
      }).toThrow(RangeError);
  });

  it("by random vectors finds what the full one finds: any single bit, NaN, a swapped row", () => {
    const task = { kind: "f32", m: 16, k: 16, n: 16, seedA: 3, seedB: 4 } as const;
    const large = { kind: "f32", m: 272, k: 272, n: 272, seedA: 3, seedB: 4 } as const;
    const good = [task, large].map((one) => honest(one));
    fc.assert(
      fc.property(fc.nat(1), fc.nat(271), fc.nat(271), fc.nat(31), word, (which, row, column, bit, seed) => {
        const of = which === 0 ? task : large;
        const [at, bits] = [(row % of.m) * of.n + (column % of.n), (1 << bit) >>> 0];
        const read = good[which]!;
        const c = read.c.slice();
        c[at]! ^= bits;
        const found = judgeProduct(of, { ...read, c }, vectors(seeds(seed)));
        expect(found).toEqual({ matrix: "c", row: row % of.m, column: column % of.n, bits } satisfies Wrong);
      }),
      { numRuns: 30 },
    );
    const random = vectors(seeds(9));
    const [, read] = good;
    const swapped = read!.c.slice();
    swapped.set(read!.c.subarray(0, 272), 272);
    swapped.set(read!.c.subarray(272, 544), 0);
    expect([
      judgeProduct(task, good[0]!, random),
      judgeProduct(large, read!, random),
      judgeProduct(large, { ...read!, c: swapped }, random)?.row,
      judgeProduct(large, { ...read!, c: read!.c.map(() => 0x7fc00000) }, random)?.matrix,
      judgeProduct(large, { ...read!, c: new Uint32Array(272 * 272) }, random)?.matrix,
    ]).toEqual([null, null, 0, "c", "c"]);
  });

  it("computes the same as big integers do", () => {
    const task = { kind: "f32", m: 16, k: 32, n: 16, seedA: 11, seedB: 12 } as const;
    const { c } = honest(task);
    const sums = Array.from({ length: 256 }, (_, place) =>
      Array.from({ length: 32 }, (_, at) =>
        BigInt(numberAt(11, Math.floor(place / 16) * 32 + at) * numberAt(12, at * 16 + (place % 16))),
      ).reduce((sum, one) => sum + one, 0n),
    );
    expect([...new Float32Array(c.buffer)]).toEqual(sums.map(Number));
  });
});

function honest(task: Parameters<typeof judgeProduct>[0]): Record<"a" | "b" | "c", Uint32Array> {
  const { m, k, n } = task;
  const matrix = (seed: number, length: number): Float32Array =>
    Float32Array.from({ length }, (_, at) => numberAt(seed, at));
  const [a, b, c] = [matrix(task.seedA, m * k), matrix(task.seedB, k * n), new Float32Array(m * n)];
  for (let row = 0; row < m; row++)
    for (let at = 0; at < k; at++)
      for (let column = 0; column < n; column++)
        c[row * n + column]! += a[row * k + at]! * b[at * n + column]!;
  return {
    a: new Uint32Array(a.buffer),
    b: new Uint32Array(b.buffer),
    c: new Uint32Array(c.map((x) => x + 0).buffer),
  };
}

describe("the check of a walk", () => {
  it("knows a block's digest without walking it, and sees every single wrong bit", () => {
    const step = {
      chunk: 0,
      from: 3,
      count: 1,
      before: 4,
      pattern: 0xdeadbeef,
      key: 77,
      weight: 0x12345678,
      read: "inverted",
      write: null,
      down: false,
    } as const;
    const weights = Array.from({ length: BLOCK_WORDS }, (_, place) => (mix(step.weight + place) | 1) >>> 0);
    const cells = weights.map((_, place) => ~cellAt(step.pattern, step.key, 7, place) >>> 0);
    const digest = cells.reduce((sum, cell, place) => (sum ^ times(weights[place]!, cell)) >>> 0, 0);
    expect(judgeWalk(step, Uint32Array.of(digest, 0, 0xffffffff, 0))).toEqual([]);
    fc.assert(
      fc.property(fc.nat(BLOCK_WORDS - 1), fc.nat(31), (place, bit) => {
        const wrong = (digest ^ times(weights[place]!, (1 << bit) >>> 0)) >>> 0;
        expect(
          judgeWalk(step, Uint32Array.of(wrong, 0, 0, 0)).map(({ block, proven }) => [block, proven]),
        ).toEqual([[7, true]]);
      }),
      { numRuns: 200 },
    );
    expect(judgeWalk(step, Uint32Array.of(digest, 1, 5, 1))).toEqual([
      { block: 7, proven: false, words: 1, place: 5, bits: 1 },
    ]);
    expect(judgeWalk(step, new Uint32Array()).length).toBe(1);
  });
});
