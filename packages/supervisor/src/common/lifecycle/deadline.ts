import type { Clock } from "../clock.ts";

/** Thrown by `withDeadline`. */
export class DeadlinePassed extends Error {
  constructor() {
    super("It took too long.");
    this.name = "DeadlinePassed";
  }
}

/** The work's own result, or `DeadlinePassed` after `ms`. The work itself goes on: whoever started it ends it. */
export function withDeadline<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      reject(new DeadlinePassed());
    });
    work.then(resolve, reject).finally(cancel);
  });
}
