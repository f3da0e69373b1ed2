/** What a worker tells its parent. */
export interface FromWorker {
  readonly executions: number;
  /** The input at hand. */
  readonly number: number;
  readonly features: number;
  /** Most resident memory so far, in KiB. */
  readonly peak: number;
  /** What was broken; the input lies in the file at hand. */
  readonly failure: string | null;
}

/** The inspector's limit: 384 MiB at any file size. */
export const MEMORY_CAP_KIB = 384 * 1024;

export const TELL_EVERY_MS = 250;

/** An input of at most 256 KiB takes milliseconds; nothing but a hang takes this long, even on a busy machine. */
export const SILENCE_MS = 30_000;
