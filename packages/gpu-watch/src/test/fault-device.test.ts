import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GpuAnswer } from "@casemate/contract";
import type { Matrix, ProductTask } from "../common/webgpu/device.ts";
import { DeviceError } from "../common/webgpu/device.ts";
import { planProducts, planMemory, UNKNOWN_FREE_BYTES } from "../common/webgpu/plan.ts";
import { computeProduct, runAnswer } from "../common/webgpu/run-answer.ts";
import { PASSES, runWalk } from "../common/webgpu/run-walk.ts";
import { BLOCK_BYTES, BLOCK_WORDS, type WrongBlock } from "../common/webgpu/walk.ts";
import { CARD, FakeDevice, seeds, vectors, type Fault } from "./fake-device.ts";

const SIDE = 32;
const task = (seed: number, kind: ProductTask["kind"]): ProductTask => {
  const next = seeds(seed);
  return { kind, m: SIDE, k: 32, n: SIDE, seedA: next(), seedB: next() };
};
const kind = fc.constantFrom("f32" as const, "f16" as const);
const bit = fc.nat(31);

/** A result that is changed after it was computed. */
function result(change: (c: Uint32Array) => unknown): NonNullable<Fault["product"]> {
  return (when, { c }) => {
    if (when === "computed") change(c);
  };
}

async function product(fault: Fault, seed: number, of: ProductTask["kind"]): Promise<Matrix | null> {
  const wrong = await computeProduct(new FakeDevice(fault), task(seed, of), vectors(seeds(seed + 1)));
  return wrong?.matrix ?? null;
}

/** Three blocks in two chunks. */
const BLOCKS = 3;
async function walk(fault: Fault, seed: number): Promise<number[]> {
  const wrong: WrongBlock[] = [];
  await runWalk(new FakeDevice(fault), {
    ...{ bytes: BLOCKS * BLOCK_BYTES, facts: CARD, seed: seeds(seed) },
    ...{ onStep: () => undefined, onPass: () => undefined },
    onWrong: (block) => wrong.push(block),
  });
  return wrong.filter(({ proven }) => proven).map(({ block }) => block);
}
/** Steps of one pass over two chunks. */
const PER_PASS = 2;
const cell = fc.record({ chunk: fc.nat(1), at: fc.nat(BLOCK_WORDS - 1), bit });

describe("a product on a device that flips one bit", () => {
  it("anywhere in the result, or in an input before or after the product", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          of: kind,
          matrix: fc.constantFrom<Matrix>("a", "b", "c"),
          when: fc.constantFrom("made" as const, "computed" as const),
          place: fc.nat(SIDE * SIDE - 1),
          at: bit,
          seed: fc.nat(0xffffffff),
        }),
        async ({ of, matrix, when, place, at, seed }) => {
          fc.pre(matrix !== "c" || when === "computed");
          const flip: Fault["product"] = (now, buffers) => {
            const words = buffers[matrix];
            if (now === when) words[place % words.length]! ^= 1 << at;
          };
          // An input that was wrong during the product makes results wrong too; which of them is told first does not matter.
          expect(await product({ product: flip }, seed, of)).toBe(matrix);
        },
      ),
      { numRuns: 400 },
    );
  });

  it.each<[string, NonNullable<Fault["product"]>, Matrix]>([
    ["a NaN in the result", result((c) => (c[7] = 0x7fc00001)), "c"],
    ["infinity", result((c) => (c[7] = 0x7f800000)), "c"],
    ["a result that was never computed", result((c) => c.fill(0)), "c"],
    ["a fraction", result((c) => (c[9]! ^= 1)), "c"],
    [
      "an input that is another one while it is used, and right when it is read back",
      (when, { a, c }) => {
        if (when === "made") a[3] = 0x41000000 ^ (a[3]! & 0x80000000);
        else [a[3], c[0]] = [0, c[0]!];
      },
      "a",
    ],
  ])("%s", async (_name, fault, matrix) => {
    expect(await product({ product: fault }, 5, "f32")).toBe(matrix);
  });

  it("the result of the product before", async () => {
    const kept: Uint32Array[] = [];
    const device = new FakeDevice({
      product: (when, { c }) => {
        if (when !== "computed") return;
        kept.push(c.slice());
        c.set(kept[0]!);
      },
    });
    const random = vectors(seeds(1));
    const wrong = [
      await computeProduct(device, task(1, "f32"), random),
      await computeProduct(device, task(2, "f32"), random),
    ];
    expect(wrong.map((one) => one?.matrix ?? null)).toEqual([null, "c"]);
  });
});

describe("a walk over memory", () => {
  it("sees a bit that flips at any time between its first write and its last read", async () => {
    await fc.assert(
      fc.asyncProperty(
        cell,
        fc.integer({ min: PER_PASS, max: PASSES.length * PER_PASS - 1 }),
        fc.nat(0xffff),
        async ({ chunk, at, bit: flipped }, when, seed) => {
          const last = when >= (PASSES.length - 1) * PER_PASS;
          // In the last pass chunk 1 is read first: flipped after that, it can never be seen by anybody.
          fc.pre(!last || chunk === 0 || when === (PASSES.length - 1) * PER_PASS);
          const beforeStep: Fault["beforeStep"] = (step, chunks) => {
            if (step === when) chunks[chunk]![at]! ^= 1 << flipped;
          };
          expect(await walk({ beforeStep }, seed)).toEqual([chunk === 0 ? 0 : 2]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("sees a bit that cannot be changed, whichever way it is stuck", async () => {
    await fc.assert(
      fc.asyncProperty(cell, fc.boolean(), fc.nat(0xffff), async ({ chunk, at, bit: stuck }, high, seed) => {
        const write: Fault["write"] = (of, place, word) =>
          of !== chunk || place !== at ? word : (high ? word | (1 << stuck) : word & ~(1 << stuck)) >>> 0;
        expect(await walk({ write }, seed)).toEqual([chunk === 0 ? 0 : 2]);
      }),
      { numRuns: 12 },
    );
  });

  it("sees an address that reaches another cell, in its block or another one", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(BLOCK_WORDS - 1),
        fc.nat(2 * BLOCK_WORDS - 1),
        fc.nat(9),
        async (from, to, seed) => {
          fc.pre(from !== to);
          const address: Fault["address"] = (chunk, at) => (chunk === 0 && at === from ? to : at);
          expect((await walk({ address }, seed)).length > 0).toBe(true);
        },
      ),
      { numRuns: 12 },
    );
  });

  it.each<[string, Fault, number[]]>([
    [
      "blocks in each other's place",
      {
        beforeStep: (step, [first]) => {
          if (step === PER_PASS) first!.set(first!.subarray(0, BLOCK_WORDS).slice().reverse());
        },
      },
      [0],
    ],
    [
      "chunks in each other's place",
      {
        beforeStep: (step, chunks) => {
          if (step !== PER_PASS) return;
          const [first, second] = chunks as [Uint32Array, Uint32Array];
          const kept = second.slice();
          second.set(first.subarray(0, BLOCK_WORDS));
          first.set(kept);
        },
      },
      [0, 2],
    ],
    [
      "a step that did nothing and answers what the one before found",
      { answer: (found, last) => last ?? found },
      [0, 1, 2],
    ],
    ["memory that keeps nothing", { write: () => 0 }, [0, 1, 2]],
    [
      "a device that counts no fault where there is one",
      { write: (_c, at, word) => (at === 5 ? 0 : word), answer: quiet },
      [0, 2],
    ],
    ["the answer of another step", { answer: (found) => found.map((word) => word ^ 1) }, [0, 1, 2]],
  ])("sees %s", async (_name, fault, blocks) => {
    expect((await walk(fault, 3)).sort()).toEqual(blocks);
  });

  it("ends at the first memory that is refused, and says what it walked", async () => {
    let told = 0;
    const count = (): void => {
      told++;
    };
    const covered = await runWalk(new FakeDevice({}, CARD, 5), {
      ...{ bytes: 10 * BLOCK_BYTES, facts: CARD, seed: seeds(1) },
      ...{ onStep: () => undefined, onPass: () => undefined, onWrong: count },
    });
    expect([covered, told]).toEqual([4 * BLOCK_BYTES, 0]);
  });
});

function quiet(found: Uint32Array): Uint32Array {
  return found.map((word, at) => (at % 4 === 0 ? word : 0));
}

describe("devices without a fault", () => {
  it("raise nothing in 1,000 runs", async () => {
    for (let run = 0; run < 990; run++)
      expect(await product({}, run * 7919, run % 2 === 0 ? "f32" : "f16")).toBeNull();
    for (let run = 0; run < 10; run++) expect(await walk({}, run)).toEqual([]);
  });
});

describe("the whole test", () => {
  const small = { ...CARD, software: true, f16: false };
  const order = (change: Partial<Parameters<typeof runAnswer>[1]> = {}): Parameters<typeof runAnswer>[1] => ({
    depth: "quick",
    cards: [],
    where: null,
    browser: null,
    at: "2026-11-21T10:00:00.000Z",
    seed: seeds(4),
    random: vectors(seeds(5)),
    now: () => 0,
    onProgress: () => undefined,
    onWrong: () => undefined,
    signal: new AbortController().signal,
    ...change,
  });

  it("says what was covered and what was not, in order", async () => {
    const stages: string[] = [];
    const answer = await runAnswer(
      new FakeDevice({}, small),
      order({ onProgress: ({ stage }) => stages.push(stage) }),
    );
    expect([answer.state, answer.on, answer.products, answer.memory, [...new Set(stages)]]).toEqual([
      "right",
      "software",
      { planned: 2, done: 2, wrong: 0, multiplications: 2 * 128 ** 3, half: null },
      { free: null, wanted: 2 * 2 ** 20, covered: 2 * 2 ** 20, passes: 4, wrongBlocks: 0 },
      ["starting", "products", "memory"],
    ]);
    expect(answer.notCovered[0]).toBe("any card: a program on the processor computed");
  });

  it.each<[string, Fault, GpuAnswer["state"], number, number]>([
    ["a wrong result", { product: result((c) => (c[0]! ^= 4)) }, "wrong", 2, 0],
    ["a stuck bit", { write: (_chunk, at, word) => (at === 9 ? (word | 1) >>> 0 : word) }, "wrong", 0, 4],
  ])("%s is wrong, and told in a sentence", async (_name, fault, state, products, blocks) => {
    const answer = await runAnswer(new FakeDevice(fault, small), order());
    expect([answer.state, answer.products.wrong, answer.memory.wrongBlocks, answer.faults.length]).toEqual([
      state,
      products,
      blocks,
      Math.min(16, products + blocks),
    ]);
  });

  it("a device that fails is unknown, unless it was wrong before", async () => {
    const failing = (fault: Fault, at: number): FakeDevice => {
      const device = new FakeDevice(fault, small);
      const multiply = device.multiply.bind(device);
      let calls = 0;
      device.multiply = (one) =>
        ++calls === at ? Promise.reject(new DeviceError("ended", "The browser ended.")) : multiply(one);
      return device;
    };
    const wrong: Fault = { product: result((c) => (c[0]! ^= 4)) };
    const [never, late] = [
      await runAnswer(failing({}, 1), order()),
      await runAnswer(failing(wrong, 2), order()),
    ];
    expect([never.state, never.why, never.products.done, late.state, late.products.done]).toEqual([
      "unknown",
      "The browser ended.",
      0,
      "wrong",
      1,
    ]);
  });

  it("memory that was proven wrong stays wrong when the device is lost over it, or the test is cancelled", async () => {
    const stuck: Fault = { write: (_chunk, at, word) => (at === 9 ? (word | 1) >>> 0 : word) };
    const told: GpuAnswer[] = [];
    const losing = new FakeDevice(stuck, small);
    const walking = losing.walk.bind(losing);
    losing.walk = (step) =>
      step.down ? Promise.reject(new DeviceError("ended", "The browser lost the device.")) : walking(step);
    const lost = await runAnswer(losing, order());
    const abort = new AbortController();
    const cancelled = runAnswer(
      new FakeDevice(stuck, small),
      order({
        signal: abort.signal,
        onWrong: (answer) => {
          told.push(answer);
          abort.abort(new Error("enough"));
        },
      }),
    );
    await expect(cancelled).rejects.toThrow("enough");
    const { state, why, memory } = lost;
    expect([state, why, memory.covered, memory.passes, memory.wrongBlocks > 0]).toEqual([
      "wrong",
      "The browser lost the device.",
      0,
      2,
      true,
    ]);
    expect([told[0]?.state, told[0]?.memory.wrongBlocks]).toEqual(["wrong", 1]);
  });

  it("ends at once when it is cancelled, with the reason", async () => {
    const abort = new AbortController();
    const running = runAnswer(
      new FakeDevice({}, small),
      order({
        signal: abort.signal,
        onProgress: ({ stage, done }) => {
          if (stage === "memory" && done === 1) abort.abort(new Error("enough"));
        },
      }),
    );
    await expect(running).rejects.toThrow("enough");
  });
});

describe("the plan", () => {
  it("is exact in every task, walks at most 80 % of what is free, and half precision only where it is offered", () => {
    for (const depth of ["quick", "deep"] as const)
      for (const software of [false, true])
        for (const f16 of [false, true]) {
          const tasks = planProducts(depth, { software, f16 }, seeds(1));
          expect(tasks.some((one) => one.kind === "f16")).toBe(f16);
          expect(new Set(tasks.flatMap(({ seedA, seedB }) => [seedA, seedB])).size).toBe(2 * tasks.length);
        }
    fc.assert(
      fc.property(fc.nat(2 ** 40), (free) => {
        const bytes = planMemory("deep", false, free);
        expect([bytes <= free * 0.8, bytes > free * 0.8 - BLOCK_BYTES, bytes % BLOCK_BYTES]).toEqual([
          true,
          true,
          0,
        ]);
      }),
    );
    expect([planMemory("deep", false, null), planMemory("quick", false, 2 ** 40)]).toEqual([
      UNKNOWN_FREE_BYTES,
      8 * 2 ** 20,
    ]);
  });
});
