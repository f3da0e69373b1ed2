import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProductTask } from "../common/webgpu/device.ts";
import { LARGEST } from "../common/webgpu/numbers.ts";
import { expectExact, inputWords, MAX_K_F16 } from "../common/webgpu/product.ts";
import { FakeDevice } from "./fake-device.ts";

const SIDE = 16;

/** C of a device that rounds every product and every sum to `kind`, and what it is without rounding. */
async function both(
  kind: ProductTask["kind"],
  k: number,
  a: Int8Array,
  b: Int8Array,
): Promise<{ rounded: number[]; exact: number[] }> {
  const device = new FakeDevice({
    product: (when, buffers, task) => {
      if (when !== "made") return;
      buffers.a.set(inputWords(task, a));
      buffers.b.set(inputWords(task, b));
    },
  });
  await device.multiply({ kind, m: SIDE, k, n: SIDE, seedA: 0, seedB: 0 });
  const words = await device.read("c", 0, SIDE * SIDE);
  const exact = Array.from({ length: SIDE * SIDE }, (_, place) => {
    const [row, column] = [Math.floor(place / SIDE), place % SIDE];
    let sum = 0;
    for (let at = 0; at < k; at++) sum += (a[row * k + at] ?? 0) * (b[at * SIDE + column] ?? 0);
    return sum;
  });
  return { rounded: [...new Float32Array(words.buffer)], exact };
}

/** Mostly the ends of the range, where sums become largest. */
const numbers = (length: number): fc.Arbitrary<Int8Array> =>
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(-LARGEST, LARGEST, LARGEST - 1) },
        { weight: 1, arbitrary: fc.integer({ min: -LARGEST, max: LARGEST }) },
      ),
      { minLength: length, maxLength: length },
    )
    .map((values) => Int8Array.from(values));

describe("sums in half precision", () => {
  it("are exact up to the longest that is allowed, whatever the numbers", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(SIDE, MAX_K_F16)
          .chain((k) => fc.tuple(fc.constant(k), numbers(SIDE * k), numbers(SIDE * k))),
        async ([k, a, b]) => {
          const { rounded, exact } = await both("f16", k, a, b);
          expect(rounded).toEqual(exact);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("are exact in the largest of them, and wrong in a longer one, which is refused and which single precision has right", async () => {
    const k = MAX_K_F16 + SIDE;
    // 32 products of 64 are 2,048; one more is 2,049, which half precision cannot hold.
    const longer = Int8Array.from({ length: SIDE * k }, (_, at) =>
      at % k < MAX_K_F16 ? LARGEST : at % k === MAX_K_F16 ? 1 : 0,
    );
    const turned = Int8Array.from({ length: SIDE * k }, (_, at) => longer[Math.floor(at / SIDE)] ?? 0);
    const most = new Int8Array(SIDE * MAX_K_F16).fill(LARGEST);
    const [largest, half, single] = [
      await both("f16", MAX_K_F16, most, most),
      await both("f16", k, longer, turned),
      await both("f32", k, longer, turned),
    ];
    expect([largest.rounded[0], largest.exact[0], half.rounded[0], half.exact[0]]).toEqual([
      2048, 2048, 2048, 2049,
    ]);
    expect(single.rounded).toEqual(single.exact);
    const task = { kind: "f16", m: SIDE, k, n: SIDE, seedA: 0, seedB: 0 } as const;
    expect(() => {
      expectExact(task);
    }).toThrow(RangeError);
  });
});
