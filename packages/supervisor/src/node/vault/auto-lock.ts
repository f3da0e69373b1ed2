import type { Context } from "../console/context.ts";

/** How often the deadline is looked at, in milliseconds. */
const TICK_MS = 5_000;
/** A wall clock this far ahead of the running clock means that the machine slept. */
const SLEEP_GAP_MS = 30_000;

/** A job may hold the lock back this long after the idle time, in milliseconds: the largest models take an hour or two to check. */
const MAX_DEFERRAL_MS = 4 * 60 * 60_000;

export interface AutoLock {
  /** A person did something: the deadline moves. */
  touch(): string | null;
  /** The vault was just unlocked. */
  start(): void;
  stop(): void;
}

/** Locks after idle time and after sleep. A job that a person started defers it, visibly, for some hours at most. */
export function createAutoLock(
  context: Pick<Context, "clock" | "state">,
  busyWith: () => string | null,
  lock: (why: string) => void,
): AutoLock {
  const { clock, state } = context;
  let deadline = 0;
  let seenMonotonic = clock.monotonic();
  let seenWall = clock.now();

  const touch = (): string | null => (state.get("vault").state === "unlocked" ? move() : null);
  const move = (): string => {
    const ms = state.get("app").settings.autoLockMinutes * 60_000;
    deadline = clock.monotonic() + ms;
    const locksAt = new Date(clock.now() + ms).toISOString();
    state.update("vault", (vault) => ({ ...vault, locksAt, lockDeferredBy: null }));
    return locksAt;
  };

  const tick = (): void => {
    const slept = clock.now() - seenWall - (clock.monotonic() - seenMonotonic) > SLEEP_GAP_MS;
    seenMonotonic = clock.monotonic();
    seenWall = clock.now();
    cancel = clock.after(TICK_MS, tick);
    if (state.get("vault").state !== "unlocked") return;
    if (slept) {
      lock("the machine slept");
      return;
    }
    if (clock.monotonic() < deadline) return;
    const busy = busyWith();
    if (busy === null) lock("nobody was there");
    else if (clock.monotonic() >= deadline + MAX_DEFERRAL_MS)
      lock("nobody was there, and a job took too long");
    else state.update("vault", (vault) => ({ ...vault, lockDeferredBy: busy }));
  };
  let cancel = clock.after(TICK_MS, tick);
  return {
    touch,
    start: move,
    stop: () => {
      cancel();
    },
  };
}
