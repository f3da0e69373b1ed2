/** How patiently a service is treated. Times in milliseconds. */
export interface LifecyclePolicy {
  /** Longest time from start to ready. */
  readonly startMs: number;
  /** How often a ready service is asked whether it lives, and how long it may take to answer. */
  readonly pingEveryMs: number;
  readonly pingMs: number;
  /** Unanswered pings in a row after which it is ended: one can be lost to a busy machine. */
  readonly missedPings: number;
  /** First pause before a restart; doubled each time up to the limit. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** After this many failures within the window it is left alone until a person asks for it. */
  readonly maxFailures: number;
  readonly windowMs: number;
}

export const DEFAULT_POLICY: LifecyclePolicy = {
  startMs: 15_000,
  pingEveryMs: 10_000,
  pingMs: 5_000,
  missedPings: 2,
  backoffMs: 250,
  maxBackoffMs: 10_000,
  maxFailures: 5,
  windowMs: 60_000,
};

/**
 * The pause before restart number `failures` (1 = the first). Between half of the full pause and all of it, so that services that died
 * together do not come back together.
 * @param random in [0, 1)
 */
export function backoffDelay(policy: LifecyclePolicy, failures: number, random: number): number {
  const full = Math.min(policy.maxBackoffMs, policy.backoffMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(full * (0.5 + random / 2));
}
