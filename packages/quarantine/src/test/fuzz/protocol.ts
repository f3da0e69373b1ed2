import type { Family } from "./families.ts";

/** What a worker is to do. */
export interface Task {
  readonly seed: number;
  /** Number of the first input. */
  readonly first: number;
  /** How many inputs at most; null for no end. */
  readonly inputs: number | null;
  /** Inputs of this family only; null for all of them in turn. */
  readonly family: Family | null;
  /** Folder for the input at hand, so that it is known when the worker dies of it. */
  readonly current: string;
}

/** What a worker tells its parent. */
export interface FromWorker {
  readonly executions: number;
  /** The input at hand. */
  readonly number: number;
  readonly features: number;
  /** Most resident memory so far, in KiB. */
  readonly peak: number;
  /** What was broken; the input lies in the folder at hand. */
  readonly failure: string | null;
  /** Nothing more will come. */
  readonly over: boolean;
  /** Inputs of each family so far. */
  readonly families: Readonly<Record<string, number>>;
}

/** The inspector's limit: 384 MiB at any file size. */
export const MEMORY_CAP_KIB = 384 * 1024;

export const TELL_EVERY_MS = 250;

/** An input of at most 256 KiB takes milliseconds; nothing but a hang takes this long, even on a busy machine. */
export const SILENCE_MS = 30_000;
