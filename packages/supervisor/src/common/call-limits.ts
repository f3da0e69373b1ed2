import { speaksOf, type CallLimit, type Question } from "@casemate/policy";
import type { Clock } from "./clock.ts";

export interface CallLimits {
  /**
   * Counts one call that would run. Answers the limit that it goes over, or null. All callers of one kind count together: a program that
   * connects anew for every call is still one.
   */
  over(limits: readonly CallLimit[], question: Question): CallLimit | null;
}

/** Sliding windows in memory; a restart begins anew. */
export function createCallLimits(clock: Clock): CallLimits {
  /** Times of calls on the running clock, ms, by limit and caller. At most `atMost` of each: those over the limit are not kept. */
  const seen = new Map<string, number[]>();
  const recent = (limit: CallLimit, question: Question): { key: string; times: number[] } => {
    const key = `${limit.id} ${question.via}`;
    const since = clock.monotonic() - limit.inSeconds * 1000;
    return { key, times: (seen.get(key) ?? []).filter((at) => at > since) };
  };
  return {
    over: (limits, question) => {
      const mine = limits.filter((limit) => speaksOf(limit, question));
      const counts = mine.map((limit) => ({ limit, ...recent(limit, question) }));
      const full = counts.find(({ limit, times }) => times.length >= limit.atMost);
      if (full) return full.limit;
      for (const { key, times } of counts) seen.set(key, [...times, clock.monotonic()]);
      return null;
    },
  };
}
