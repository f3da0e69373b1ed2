import * as fc from "fast-check";
import { expect, it } from "vitest";
import { FLOOR, next, type Calibration } from "./calibrate.ts";

const SALT = Buffer.alloc(32).toString("base64");

/** Where the steps end on a machine that needs `nsPerKiB` for one pass over one KiB. */
function settle(nsPerKiB: number, mostMemoryKiB: number): Calibration & { steps: number } {
  const time = (memoryKiB: number, passes: number): number => (memoryKiB * passes * nsPerKiB) / 1e6;
  let kdf = { salt: SALT, lanes: 1, memoryKiB: FLOOR.memoryKiB, passes: FLOOR.passes as number };
  for (let steps = 0; ; steps++) {
    const measuredMs = time(kdf.memoryKiB, kdf.passes);
    const better = steps < 10 ? next({ kdf, measuredMs }, mostMemoryKiB) : null;
    if (better === null) return { kdf, measuredMs, steps };
    kdf = better;
  }
}

it("settles in two steps between 0.8 and 1.5 s, at the floor of a slow machine, or at the most it may use on a fast one", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 100_000 }),
      fc.integer({ min: 64, max: 1024 }),
      (nsPerKiB, mostMiB) => {
        const { kdf, measuredMs, steps } = settle(nsPerKiB, mostMiB * 1024);
        const floor = kdf.memoryKiB === FLOOR.memoryKiB && kdf.passes === FLOOR.passes;
        const most = kdf.memoryKiB === mostMiB * 1024 && kdf.passes === 16;
        const right = measuredMs >= 800 && measuredMs <= 1500;
        return (
          steps <= 2 &&
          kdf.memoryKiB >= FLOOR.memoryKiB &&
          (right || (floor && measuredMs > 800) || (most && measuredMs < 800))
        );
      },
    ),
  );
});

it("takes memory before passes", () => {
  expect(settle(400, 1024 * 1024).kdf.passes).toBe(3);
});
