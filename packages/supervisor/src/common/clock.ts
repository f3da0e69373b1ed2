/** Time and timers as a parameter, so that tests need not wait. */
export interface Clock {
  /** Wall clock, milliseconds since 1970 UTC. A person or NTP can move it. */
  now(): number;
  /** Never goes back, milliseconds; stands still while the machine sleeps on some systems. */
  monotonic(): number;
  /** Returns the function that cancels. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => {
    // A timer alone does not keep a command alive: whoever waits for something has a socket or a child open.
    const timer: unknown = setTimeout(run, ms);
    if (typeof timer === "object" && timer !== null && "unref" in timer) (timer as { unref(): void }).unref();
    return () => {
      clearTimeout(timer as number);
    };
  },
};

export function isoTime(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
