import * as fc from "fast-check";
import { expect, it } from "vitest";
import { MIN_PADDED_BYTES, paddedSize } from "./padme.ts";

/** The paper's own formula, on bigint. */
function reference(bytes: bigint): bigint {
  const exponent = BigInt(bytes.toString(2).length - 1);
  const kept = BigInt(exponent.toString(2).length);
  const mask = (1n << (exponent - kept)) - 1n;
  return (bytes + mask) & ~mask;
}

it("is the paper's formula above one block, for every size that is exact", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (bytes) => {
      const expected = bytes <= MIN_PADDED_BYTES ? BigInt(MIN_PADDED_BYTES) : reference(BigInt(bytes));
      return (
        BigInt(paddedSize(bytes)) === expected &&
        (bytes <= MIN_PADDED_BYTES || paddedSize(bytes) <= bytes * 1.12)
      );
    }),
    { numRuns: 2000 },
  );
});

it("refuses what is not a size", () => {
  for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 53]) expect(() => paddedSize(bad)).toThrow(RangeError);
});
