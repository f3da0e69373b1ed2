import type { Clock } from "../ports.ts";

/** What `work` comes to, or null when it takes longer than `ms`. Never rejects: an error is null too. */
export async function inTime<T>(clock: Clock, ms: number, work: () => Promise<T>): Promise<T | null> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => {
      resolve(null);
    });
    const settle = (value: T | null): void => {
      cancel();
      resolve(value);
    };
    attempt(work).then(settle, () => {
      settle(null);
    });
  });
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  return work();
}
