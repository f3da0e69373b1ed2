import type { Clock } from "@casemate/supervisor";

/** More ends than this within the window mean that loading again does not help. */
const MAX_RESTARTS = 3;
const WINDOW_MS = 60_000;

/** Decides whether a page whose process ended is loaded again: at most three times a minute. */
export function createRestartLimit(clock: Clock): () => boolean {
  let ends: number[] = [];
  return () => {
    const now = clock.monotonic();
    ends = [...ends.filter((at) => now - at < WINDOW_MS), now];
    return ends.length <= MAX_RESTARTS;
  };
}
