import type { GpuAnswer, GpuAnswerDepth, GpuAnswerProgress } from "@casemate/contract";
import { shown } from "../sources/reading.ts";
import { cardOfAdapter, type KnownCard } from "./cards.ts";
import {
  DeviceError,
  type AdapterFacts,
  type ComputeDevice,
  type Matrix,
  type ProductTask,
} from "./device.ts";
import { cardName, faultOfBlock, faultOfProduct, notCovered } from "./answer-text.ts";
import { planMemory, planProducts } from "./plan.ts";
import { expectExact, judgeProduct, wordsOf, type RandomVector, type Wrong } from "./product.ts";
import { runWalk } from "./run-walk.ts";

/** Words that are asked for at once: 4 MiB. */
export const MAX_READ_WORDS = 2 ** 20;
const MAX_FAULTS = 16;
const MAX_NAME = 200;
const MAX_WHY = 300;

export interface AnswerOrder {
  readonly depth: GpuAnswerDepth;
  readonly cards: readonly KnownCard[];
  readonly where: GpuAnswer["where"];
  readonly browser: GpuAnswer["browser"];
  readonly at: string;
  /** 32 bits from a secure generator. */
  readonly seed: () => number;
  readonly random: RandomVector;
  /** Milliseconds that only go up. */
  readonly now: () => number;
  readonly onProgress: (progress: GpuAnswerProgress) => void;
  /** What is known so far, whenever something more was wrong: that stands, however the test ends. */
  readonly onWrong: (answer: GpuAnswer) => void;
  /** Ends the test: it throws the signal's reason. */
  readonly signal: AbortSignal;
}

type Draft = { -readonly [Key in keyof GpuAnswer]: GpuAnswer[Key] };

/**
 * Puts tasks with random seeds to a device and judges every answer here. Never throws for what the device does: a wrong answer is `wrong`, none is
 * `unknown`. Throws only the signal's reason.
 */
export async function runAnswer(device: ComputeDevice, order: AnswerOrder): Promise<GpuAnswer> {
  const answer = emptyAnswer(order);
  try {
    await compute(device, order, answer);
  } catch (error) {
    order.signal.throwIfAborted();
    answer.why = error instanceof DeviceError ? shown(error.message, MAX_WHY) : "The test itself failed.";
  }
  return judged(answer, order);
}

function judged(answer: Draft, { cards }: AnswerOrder): GpuAnswer {
  const { products, memory } = answer;
  const wrong = products.wrong > 0 || memory.wrongBlocks > 0;
  const state = wrong ? "wrong" : answer.why === null ? "right" : "unknown";
  return { ...answer, state, notCovered: notCovered({ ...answer, state }, cards) };
}

async function compute(device: ComputeDevice, order: AnswerOrder, answer: Draft): Promise<void> {
  const { depth, signal, now } = order;
  const begun = now();
  order.onProgress({ depth, stage: "starting", done: 0, total: 0 });
  signal.throwIfAborted();
  const facts = await device.open();
  signal.throwIfAborted();
  answer.ms.start = now() - begun;
  describe(answer, facts, order);
  await computeProducts(device, order, answer, facts);
  const walking = now();
  const covered = await runWalk(device, {
    bytes: answer.memory.wanted,
    facts,
    seed: order.seed,
    onStep: (done, total) => {
      signal.throwIfAborted();
      order.onProgress({ depth, stage: "memory", done, total });
    },
    onWrong: (block) => {
      answer.memory.wrongBlocks++;
      addFault(answer, faultOfBlock(block));
      // Thousands of them would be the same news.
      if (answer.faults.length < MAX_FAULTS) order.onWrong(judged(answer, order));
    },
    onPass: () => {
      answer.memory.passes++;
    },
  });
  await device.release();
  answer.memory.covered = covered;
  answer.ms.memory = now() - walking;
  if (covered === 0 && answer.memory.wanted > 0) answer.why = "The card gave no memory to walk over.";
}

async function computeProducts(
  device: ComputeDevice,
  order: AnswerOrder,
  answer: Draft,
  facts: AdapterFacts,
): Promise<void> {
  const { depth, seed, random, now, onProgress, signal } = order;
  const begun = now();
  const tasks = planProducts(depth, facts, seed);
  const half = facts.f16 ? tasks.filter(({ kind }) => kind === "f16").length : null;
  answer.products = { ...answer.products, planned: tasks.length, half };
  let computing = begin(device, tasks[0]);
  for (const [done, task] of tasks.entries()) {
    signal.throwIfAborted();
    onProgress({ depth, stage: "products", done, total: tasks.length });
    await computing;
    const read = await readBack(device, task);
    // The device computes the next one while this one is judged.
    computing = begin(device, tasks[done + 1]);
    const wrong = judgeProduct(task, read, random);
    answer.products.done++;
    answer.products.multiplications += task.m * task.k * task.n;
    if (wrong) {
      answer.products.wrong++;
      addFault(answer, faultOfProduct(task, wrong));
      order.onWrong(judged(answer, order));
    }
  }
  await device.release();
  answer.ms.products = now() - begun;
}

/** Computes one product and reads it back with its inputs, which must still stand there as they were made. null: all is right. Throws DeviceError. */
export async function computeProduct(
  device: ComputeDevice,
  task: ProductTask,
  random: RandomVector,
): Promise<Wrong | null> {
  await begin(device, task);
  return judgeProduct(task, await readBack(device, task), random);
}

/** What it rejects with may be awaited later, or never: then something else ended the test. */
function begin(device: ComputeDevice, task: ProductTask | undefined): Promise<void> {
  if (!task) return Promise.resolve();
  expectExact(task);
  const computing = device.multiply(task);
  computing.catch(() => undefined);
  return computing;
}

/** Asks for everything at once: one part is on its way while the next is copied out and written down. */
async function readBack(device: ComputeDevice, task: ProductTask): Promise<Record<Matrix, Uint32Array>> {
  const read = async (matrix: Matrix): Promise<Uint32Array> => {
    const words = new Uint32Array(wordsOf(task, matrix));
    const parts = Array.from({ length: Math.ceil(words.length / MAX_READ_WORDS) }, async (_, at) => {
      const from = at * MAX_READ_WORDS;
      words.set(await device.read(matrix, from, Math.min(MAX_READ_WORDS, words.length - from)), from);
    });
    await Promise.all(parts);
    return words;
  };
  const [c, a, b] = await Promise.all([read("c"), read("a"), read("b")]);
  return { a, b, c };
}

function describe(answer: Draft, facts: AdapterFacts, { depth, cards }: AnswerOrder): void {
  const safe = (text: string): string => shown(text, MAX_NAME);
  const card = cardOfAdapter(facts, cards);
  answer.on = facts.software ? "software" : "card";
  answer.adapter = {
    vendor: safe(facts.vendor),
    architecture: safe(facts.architecture),
    device: safe(facts.device),
    description: safe(facts.description),
  };
  answer.card = card === null ? null : cardName(card.name);
  const free = card?.freeBytes ?? null;
  answer.memory = { ...answer.memory, free, wanted: planMemory(depth, facts.software, free) };
}

function addFault(answer: Draft, fault: string): void {
  if (answer.faults.length < MAX_FAULTS) answer.faults.push(fault);
}

/** Of a test in which nothing was computed. */
export function emptyAnswer({
  at,
  depth,
  where,
  browser,
}: Pick<AnswerOrder, "at" | "depth" | "where" | "browser">): Draft {
  return {
    at,
    depth,
    state: "unknown",
    why: null,
    on: null,
    adapter: null,
    card: null,
    where,
    browser,
    products: { planned: 0, done: 0, wrong: 0, multiplications: 0, half: null },
    memory: { free: null, wanted: 0, covered: 0, passes: 0, wrongBlocks: 0 },
    faults: [],
    notCovered: [],
    ms: { start: 0, products: 0, memory: 0 },
  };
}
