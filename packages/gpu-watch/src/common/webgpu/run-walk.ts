import type { AdapterFacts, ComputeDevice, WalkStep } from "./device.ts";
import { BLOCK_BYTES, judgeWalk, type WrongBlock } from "./walk.ts";

const MIB = 1024 * 1024;
/** Largest chunk, whatever the adapter says that it can hold: one that cannot be had costs less of what is walked. */
const MAX_CHUNK_BYTES = 1024 * MIB;
/** What one step walks: on the slowest device far below the 2 seconds after which Windows resets a card that does not answer. */
const STEP_BLOCKS = (64 * MIB) / BLOCK_BYTES;
/** A program on the processor is about fifty times slower. */
const SOFTWARE_STEP_BLOCKS = (8 * MIB) / BLOCK_BYTES;

type Pass = Pick<WalkStep, "read" | "write" | "down">;
/** Moving inversions: every cell holds each bit once set and once not, and is read after its neighbours were changed, from both ends. */
export const PASSES: readonly Pass[] = [
  { read: null, write: "plain", down: false },
  { read: "plain", write: "inverted", down: false },
  { read: "inverted", write: "plain", down: true },
  { read: "plain", write: null, down: true },
];

export interface WalkOrder {
  readonly bytes: number;
  readonly facts: AdapterFacts;
  readonly seed: () => number;
  /** Called before each step; throws to end the walk. `done` of `total` steps. */
  readonly onStep: (done: number, total: number) => void;
  /** Told at once, each block once: memory that is wrong often takes the device down before the walk has ended. */
  readonly onWrong: (block: WrongBlock) => void;
  /** A whole pass over everything has ended. */
  readonly onPass: () => void;
}

/** Allocates up to `bytes`, until the first chunk that is refused, and walks what there is. Answers the bytes walked in every pass. Throws DeviceError and what `onStep` throws. */
export async function runWalk(device: ComputeDevice, order: WalkOrder): Promise<number> {
  const chunks = await allocate(device, order);
  const blocks = chunks.reduce((sum, { count }) => sum + count, 0);
  const [pattern, key] = [order.seed(), order.seed()];
  const stretches = chunks.flatMap((chunk) => stretchesOf(chunk, order.facts.software));
  const wrong = new Set<number>();
  let done = 0;
  for (const pass of PASSES) {
    for (const stretch of pass.down ? stretches.toReversed() : stretches) {
      order.onStep(done++, PASSES.length * stretches.length);
      const step = { ...stretch, ...pass, pattern, key, weight: order.seed() };
      const found = await device.walk(step);
      for (const one of judgeWalk(step, found)) {
        if (!wrong.has(one.block)) order.onWrong(one);
        wrong.add(one.block);
      }
    }
    order.onPass();
  }
  return blocks * BLOCK_BYTES;
}

interface Chunk {
  readonly chunk: number;
  readonly before: number;
  readonly count: number;
}

async function allocate(device: ComputeDevice, { bytes, facts }: WalkOrder): Promise<Chunk[]> {
  const largest = Math.floor(Math.min(facts.maxBufferBytes, MAX_CHUNK_BYTES) / BLOCK_BYTES);
  const chunks: Chunk[] = [];
  let before = 0;
  for (let left = Math.floor(bytes / BLOCK_BYTES); left > 0 && largest > 0;) {
    const count = Math.min(left, largest);
    if (!(await device.allocate(count))) break;
    chunks.push({ chunk: chunks.length, before, count });
    before += count;
    left -= count;
  }
  return chunks;
}

type Stretch = Pick<WalkStep, "chunk" | "before" | "from" | "count">;

function stretchesOf({ chunk, before, count }: Chunk, software: boolean): Stretch[] {
  const size = software ? SOFTWARE_STEP_BLOCKS : STEP_BLOCKS;
  return Array.from({ length: Math.ceil(count / size) }, (_, at) => ({
    chunk,
    before,
    from: at * size,
    count: Math.min(size, count - at * size),
  }));
}
