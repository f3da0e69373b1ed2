import * as z from "zod";

/** How long products of the known answers took, and the processor's clock at that moment. */
export const CpuTiming = z.strictObject({
  /** Half of them took at most so many microseconds. */
  p50Us: z.number().nonnegative(),
  p90Us: z.number().nonnegative(),
  /** null: the system does not say. */
  mhz: z.number().positive().nullable(),
});
export type CpuTiming = z.output<typeof CpuTiming>;

/** Products that count: the newest of some minutes, so that one interruption does not. */
export const MAX_TIMES = 256;
/** Fewer say nothing: the first ones are slow, because the engine still compiles. */
export const MIN_TIMES = 32;

export interface Stopwatch {
  /** Runs and times one product. */
  time<T>(work: () => T): T;
  /** null until there are enough. */
  read(mhz: number | null): CpuTiming | null;
}

/** `now`: milliseconds with fractions, of a clock that never goes back. */
export function createStopwatch(now: () => number): Stopwatch {
  const times: number[] = [];
  return {
    time: (work) => {
      const start = now();
      const result = work();
      times.push((now() - start) * 1000);
      if (times.length > MAX_TIMES) times.shift();
      return result;
    },
    read: (mhz) => {
      if (times.length < MIN_TIMES) return null;
      const sorted = [...times].sort((a, b) => a - b);
      const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
      return { p50Us: at(0.5), p90Us: at(0.9), mhz };
    },
  };
}
