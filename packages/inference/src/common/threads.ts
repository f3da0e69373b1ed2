/** Below this share of the best speed seen, threads are waiting for each other at barriers (a busy machine) and fewer are faster. */
const COLLAPSE_SHARE = 0.4;
/** A window shorter than this says nothing about speed: one scheduler hiccup would dominate it. Milliseconds. */
const MIN_WINDOW_MS = 1_000;

/**
 * Physical cores named by the text of `/proc/cpuinfo`; null when it does not say (containers, ARM).
 * Hyper-threads of one core share its arithmetic units, so they do not count.
 */
export function physicalCores(cpuinfo: string): number | null {
  const cores = new Set<string>();
  for (const block of cpuinfo.split(/\n\s*\n/)) {
    const socket = /^physical id\s*:\s*(\d+)/m.exec(block)?.[1];
    const core = /^core id\s*:\s*(\d+)/m.exec(block)?.[1];
    if (core !== undefined) cores.add(`${socket ?? "0"}:${core}`);
  }
  return cores.size > 0 ? cores.size : null;
}

/** Physical cores − 1, at least 1: llama.cpp's threads spin at barriers, so one thread per busy core is a thousand times slower. */
export function chooseThreads(cpuinfo: string, usableCpus: number): number {
  return Math.max(1, Math.min(physicalCores(cpuinfo) ?? usableCpus, usableCpus) - 1);
}

export interface SpeedSample {
  readonly tokens: number;
  readonly ms: number;
}

/** Watches tokens per second and answers with fewer threads when it collapses. Never goes up again: the next load measures afresh. */
export class ThreadGovernor {
  #threads: number;
  #best = 0;

  constructor(threads: number) {
    this.#threads = threads;
  }

  get threads(): number {
    return this.#threads;
  }

  /** A measurement at load found this number clearly faster. */
  lowerTo(threads: number): void {
    this.#threads = Math.max(1, Math.min(this.#threads, threads));
  }

  /** True when the number of threads was lowered. */
  record({ tokens, ms }: SpeedSample): boolean {
    if (ms < MIN_WINDOW_MS) return false;
    const speed = (tokens * 1000) / ms;
    if (this.#threads > 1 && speed < this.#best * COLLAPSE_SHARE) {
      this.#threads = Math.max(1, Math.floor(this.#threads / 2));
      this.#best = speed;
      return true;
    }
    this.#best = Math.max(this.#best, speed);
    return false;
  }
}
