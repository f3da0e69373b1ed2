import { RpcError } from "@casemate/contract";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { availableMemory, extraWeightBytes, planContext, type LoadWish } from "./plan.ts";

const wish: LoadWish = {
  trainContext: 131_072,
  wantedContext: null,
  freeBytes: 8e9,
  weightBytes: 4e9,
  contextBytes: (tokens) => tokens * 500_000,
};

test("the default context, the trained one when smaller, the wish when given", () => {
  const contexts = [
    wish,
    { ...wish, trainContext: 512 },
    { ...wish, wantedContext: 8000 },
    { ...wish, trainContext: NaN },
  ].map(planContext);
  expect(contexts).toEqual([4096, 512, 8000, 4096]);
});

test("the context shrinks until it fits", () => {
  expect(planContext({ ...wish, freeBytes: 5e9 })).toBe(1024);
});

test("too little memory is one sentence with both figures", () => {
  expect(() => planContext({ ...wish, freeBytes: 900e6 })).toThrow(
    new RpcError(
      "out_of_memory",
      "This model needs 4.1 GB of memory and 900 MB is free. Close other programs or choose a smaller model.",
    ),
  );
});

test("a person's wish is refused rather than shrunk", () => {
  expect(() => planContext({ ...wish, wantedContext: 100_000 })).toThrow(/needs 54\.0 GB/);
});

test("the plan never exceeds what is free, the trained context or the default", () => {
  fc.assert(
    fc.property(
      fc.nat(200_000),
      fc.nat(1e10),
      fc.nat(1e10),
      fc.integer({ min: 1, max: 1e6 }),
      (trainContext, freeBytes, weightBytes, perToken) => {
        const plan = {
          trainContext,
          wantedContext: null,
          freeBytes,
          weightBytes,
          contextBytes: (tokens: number) => tokens * perToken,
        };
        try {
          const tokens = planContext(plan);
          return (
            tokens > 0 &&
            tokens <= Math.min(trainContext || 4096, 4096) &&
            weightBytes + tokens * perToken <= freeBytes
          );
        } catch (error) {
          return error instanceof RpcError && error.code === "out_of_memory";
        }
      },
    ),
  );
});

test("weights in a memory file count again only when llama.cpp may repack them", () => {
  expect([
    extraWeightBytes(10, 1, true),
    extraWeightBytes(10, 15, true),
    extraWeightBytes(10, undefined, true),
    extraWeightBytes(10, 1, false),
  ]).toEqual([0, 10, 10, 10]);
});

test("free memory is read from meminfo", () => {
  expect([availableMemory("MemTotal:       10 kB\nMemAvailable:       7 kB\n"), availableMemory("")]).toEqual(
    [7168, null],
  );
});
