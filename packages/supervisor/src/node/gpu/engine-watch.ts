import { engineDue, type Busy, type EngineAnswer } from "@casemate/gpu-watch";
import type { Clock } from "../../common/clock.ts";

export interface EngineWatch {
  /** The last answer; null: not asked yet. */
  seen(): EngineAnswer | null;
  /** Asks when it is time. */
  keepFresh(busy: Busy): Promise<void>;
  /** Asks unless the last answer is at most so old, in milliseconds, or a model answers. */
  atMost(ms: number, busy: Busy): Promise<void>;
}

/** Remembers what the engine answered, and asks again when it is time. */
export function watchEngine(clock: Clock, ask: () => Promise<EngineAnswer>): EngineWatch {
  let answer: EngineAnswer | null = null;
  let askedAt: number | null = null;
  let asking: Promise<void> | null = null;
  const since = (): number | null => (askedAt === null ? null : clock.monotonic() - askedAt);
  const askNow = (): Promise<void> => {
    asking ??= ask()
      .then((found) => {
        answer = found;
        askedAt = clock.monotonic();
      })
      .finally(() => {
        asking = null;
      });
    return asking;
  };
  return {
    seen: () => answer,
    keepFresh: async (busy) => {
      if (engineDue(busy, since())) await askNow();
    },
    atMost: async (ms, { working }) => {
      const age = since();
      if (!working && (age === null || age > ms)) await askNow();
    },
  };
}
