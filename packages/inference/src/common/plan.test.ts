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

test("the default context, the trained one when smaller, the wish when given", async () => {
  const wishes = [
    wish,
    { ...wish, trainContext: 512 },
    { ...wish, wantedContext: 8000 },
    { ...wish, trainContext: NaN },
  ];
  expect(await Promise.all(wishes.map(planContext))).toEqual([4096, 512, 8000, 4096]);
});

test("the context shrinks until it fits", async () => {
  expect(await planContext({ ...wish, freeBytes: 5e9 })).toBe(1024);
});

test("too little memory is one sentence with both figures", async () => {
  const sentence =
    "This model needs 4.1 GB of memory and 900 MB is free. Close other programs or choose a smaller model.";
  await expect(planContext({ ...wish, freeBytes: 900e6 })).rejects.toThrow(
    new RpcError("out_of_memory", sentence),
  );
});

test("a person's wish is refused rather than shrunk", async () => {
  await expect(planContext({ ...wish, wantedContext: 100_000 })).rejects.toThrow(/needs 54\.0 GB/);
});

test("the plan never exceeds what is free, the trained context or the default", async () => {
  const [sizes, bytes, perToken] = [fc.nat(200_000), fc.nat(1e10), fc.integer({ min: 1, max: 1e6 })];
  await fc.assert(
    fc.asyncProperty(sizes, bytes, bytes, perToken, async (trainContext, freeBytes, weightBytes, each) => {
      const plan = {
        trainContext,
        wantedContext: null,
        freeBytes,
        weightBytes,
        contextBytes: (tokens: number) => tokens * each,
      };
      try {
        const tokens = await planContext(plan);
        return (
          tokens > 0 &&
          tokens <= Math.min(trainContext || 4096, 4096) &&
          weightBytes + tokens * each <= freeBytes
        );
      } catch (error) {
        return error instanceof RpcError && error.code === "out_of_memory";
      }
    }),
  );
});

test("weights in a memory file count again only when llama.cpp may repack them", () => {
  const cases = [
    [1, true],
    [15, true],
    [undefined, true],
    [1, false],
  ] as const;
  expect(cases.map(([type, inMemory]) => extraWeightBytes(10, type, inMemory))).toEqual([0, 10, 10, 10]);
});

test("free memory is read from meminfo", () => {
  const texts = ["MemTotal:       10 kB\nMemAvailable:       7 kB\n", ""];
  expect(texts.map(availableMemory)).toEqual([7168, null]);
});
