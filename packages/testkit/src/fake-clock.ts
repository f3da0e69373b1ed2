/** A clock that moves only when told to. Structurally the supervisor's `Clock`. */
export interface FakeClock {
  now(): number;
  monotonic(): number;
  after(ms: number, run: () => void): () => void;
  /** Moves both clocks and runs what is due, in order. */
  advance(ms: number): void;
  /** Moves the wall clock alone: sleep, NTP, or a person. */
  jumpWall(ms: number): void;
}

/** Starts at a fixed date, so that times in tests are readable. */
export function createFakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let wall = start;
  let running = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => wall,
    monotonic: () => running,
    after: (ms, run) => {
      const timer = { at: running + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance: (ms) => {
      const end = running + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((one) => one !== next);
        wall += next.at - running;
        running = next.at;
        next.run();
      }
      wall += end - running;
      running = end;
    },
    jumpWall: (ms) => {
      wall += ms;
    },
  };
}
