/** What an adapter says of itself. Everything in it comes from a driver. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  /** Vendor's own number, "0x2204"; empty where the browser does not tell. */
  readonly device: string;
  readonly description: string;
  /** A program on the processor that stands in for a card. */
  readonly software: boolean;
  /** Largest buffer that one shader can use, in bytes. */
  readonly maxBufferBytes: number;
  /** Half precision. */
  readonly f16: boolean;
}

/** C = A · B with A of `m` rows and `k` columns, B of `n` columns. All are multiples of 16. Seeds: 32 bits. */
export interface ProductTask {
  /** f16: numbers and sums in half precision. */
  readonly kind: "f32" | "f16";
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly seedA: number;
  readonly seedB: number;
}

/** One pass over a stretch of one chunk: read, judge, write. Seeds: 32 bits. */
export interface WalkStep {
  /** Place of the chunk in the order of their allocation. */
  readonly chunk: number;
  /** Blocks of the chunk, and how many blocks were in the chunks before it. */
  readonly from: number;
  readonly count: number;
  readonly before: number;
  readonly pattern: number;
  readonly key: number;
  /** Chosen anew for each step: answers of another one are worth nothing. */
  readonly weight: number;
  /** What is meant to stand there, or null: nothing is read. */
  readonly read: "plain" | "inverted" | null;
  /** What is written there afterwards. */
  readonly write: "plain" | "inverted" | null;
  /** From the last to the first. */
  readonly down: boolean;
}

/** What is found in each block: digest of what was read, and as the device itself counted: wrong words, first wrong place, wrong bits. */
export const WORDS_PER_BLOCK_FOUND = 4;

export type Matrix = "a" | "b" | "c";

/** A device that computes, as the test uses it. Nothing that it answers is believed. Every call throws DeviceError. */
export interface ComputeDevice {
  open(): Promise<AdapterFacts>;
  /** Makes A and B from their seeds and computes C; the three stay until the next product or `release`. */
  multiply(task: ProductTask): Promise<void>;
  /** `count` words of 32 bits as they stand in the buffer now. */
  read(matrix: Matrix, from: number, count: number): Promise<Uint32Array>;
  /** One more chunk of this many blocks; false: there is no more memory. */
  allocate(blocks: number): Promise<boolean>;
  /** Words found, WORDS_PER_BLOCK_FOUND for each block, when the step reads; none when it only writes. */
  walk(step: WalkStep): Promise<Uint32Array>;
  /** Gives back every buffer. */
  release(): Promise<void>;
}

export type DeviceProblem = "no_browser" | "no_webgpu" | "no_adapter" | "ended" | "timeout" | "bad_answer";

/** Nothing could be computed, or what came back was no answer. The message is one sentence for people. */
export class DeviceError extends Error {
  readonly code: DeviceProblem;
  constructor(code: DeviceProblem, message: string) {
    super(message);
    this.name = "DeviceError";
    this.code = code;
  }
}
