import type { AdapterFacts, ComputeDevice, Matrix, ProductTask, WalkStep } from "../common/webgpu/device.ts";
import { mix, times } from "../common/webgpu/numbers.ts";
import { inputWords, numbersOf } from "../common/webgpu/product.ts";
import { BLOCK_WORDS, cellAt, weightAt } from "../common/webgpu/walk.ts";

export const CARD: AdapterFacts = {
  vendor: "nvidia",
  architecture: "ampere",
  device: "0x2204",
  description: "",
  software: false,
  maxBufferBytes: 2 * BLOCK_WORDS * 4,
  f16: true,
};

/** What goes wrong in the device, and when. Every hook may change what it is given. */
export interface Fault {
  /** Buffers of a product after A and B were made (`made`) and after C was computed (`computed`). */
  readonly product?: (
    when: "made" | "computed",
    buffers: Record<Matrix, Uint32Array>,
    task: ProductTask,
  ) => void;
  /** Before step number `at` of the walk. */
  readonly beforeStep?: (at: number, chunks: Uint32Array[]) => void;
  /** What a write really puts there. */
  readonly write?: (chunk: number, cell: number, word: number) => number;
  /** Which cell an address really reaches. */
  readonly address?: (chunk: number, cell: number) => number;
  /** What a step answers instead. */
  readonly answer?: (found: Uint32Array, last: Uint32Array | null) => Uint32Array;
}

/** The same interface as the real device, in plain TypeScript, with memory that can be made to fail. */
export class FakeDevice implements ComputeDevice {
  readonly facts: AdapterFacts;
  readonly fault: Fault;
  /** Blocks that can be allocated. */
  readonly room: number;
  steps = 0;
  #buffers: Record<Matrix, Uint32Array> | null = null;
  #chunks: Uint32Array[] = [];
  #last: Uint32Array | null = null;

  constructor(fault: Fault = {}, facts: AdapterFacts = CARD, room = 64) {
    this.fault = fault;
    this.facts = facts;
    this.room = room;
  }

  async open(): Promise<AdapterFacts> {
    return this.facts;
  }

  async multiply(task: ProductTask): Promise<void> {
    const { m, k, n } = task;
    const buffers = {
      a: inputWords(task, numbersOf(task, "a")),
      b: inputWords(task, numbersOf(task, "b")),
      c: new Uint32Array(m * n),
    };
    this.#buffers = buffers;
    this.fault.product?.("made", buffers, task);
    const [a, b] = [floatsOf(task, buffers.a), floatsOf(task, buffers.b)];
    const c = new Float32Array(buffers.c.buffer);
    // As the shader's types have it: every product and every sum is rounded to the precision of the numbers.
    const round = task.kind === "f16" ? Math.f16round : Math.fround;
    for (let row = 0; row < m; row++)
      for (let column = 0; column < n; column++) {
        let sum = 0;
        for (let at = 0; at < k; at++)
          sum = round(sum + round((a[row * k + at] ?? 0) * (b[at * n + column] ?? 0)));
        c[row * n + column] = sum + 0;
      }
    this.fault.product?.("computed", buffers, task);
  }

  async read(matrix: Matrix, from: number, count: number): Promise<Uint32Array> {
    return this.#buffers?.[matrix].slice(from, from + count) ?? new Uint32Array();
  }

  async allocate(blocks: number): Promise<boolean> {
    const used = this.#chunks.reduce((sum, { length }) => sum + length / BLOCK_WORDS, 0);
    if (used + blocks > this.room) return false;
    this.#chunks.push(new Uint32Array(blocks * BLOCK_WORDS));
    return true;
  }

  async walk(step: WalkStep): Promise<Uint32Array> {
    this.fault.beforeStep?.(this.steps++, this.#chunks);
    const found = new Uint32Array(step.read === null ? 0 : step.count * 4);
    for (let at = 0; at < step.count; at++) this.#block(step, at, found);
    const answered = this.fault.answer?.(found, this.#last) ?? found;
    this.#last = found;
    return answered;
  }

  #block(step: WalkStep, at: number, found: Uint32Array): void {
    const { read, write } = step;
    const cells = this.#chunks[step.chunk] ?? new Uint32Array();
    let [digest, wrong, first, bits] = [0, 0, 0xffffffff, 0];
    for (let j = 0; j < BLOCK_WORDS; j++) {
      const place = step.down ? BLOCK_WORDS - 1 - j : j;
      const named = (step.from + at) * BLOCK_WORDS + place;
      const cell = this.fault.address?.(step.chunk, named) ?? named;
      const plain = cellAt(step.pattern, step.key, step.before + step.from + at, place);
      if (read !== null) {
        const word = cells[cell] ?? 0;
        digest ^= times(weightAt(step.weight, place), word);
        const differs = (word ^ plain ^ (read === "inverted" ? -1 : 0)) >>> 0;
        if (differs !== 0) {
          wrong++;
          first = Math.min(first, place);
          bits |= differs;
        }
      }
      if (write !== null) {
        const word = (write === "inverted" ? ~plain : plain) >>> 0;
        cells[cell] = this.fault.write?.(step.chunk, cell, word) ?? word;
      }
    }
    if (read !== null) found.set([digest, wrong, first, bits], at * 4);
  }

  async release(): Promise<void> {
    this.#buffers = null;
    this.#chunks = [];
  }
}

function floatsOf({ kind }: ProductTask, words: Uint32Array): Float32Array | Float16Array {
  return kind === "f32" ? new Float32Array(words.buffer) : new Float16Array(words.buffer);
}

/** Repeatable random numbers for tests. */
export function seeds(start: number): () => number {
  let at = start;
  return () => mix(mix(start) + at++);
}

export function vectors(next: () => number): (length: number) => Float64Array {
  return (length) => Float64Array.from({ length }, () => (next() % 65_536) + 1);
}
