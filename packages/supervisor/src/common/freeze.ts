import type { StateStore } from "./state/store.ts";

/** Containment's brake: while it holds, nothing that acts runs, but for the way out (`WHILE_FROZEN` of packages/policy). */
export interface Freeze {
  holds(): boolean;
  /** Freezes calls from now on. `why`: one sentence for people. Answers when it holds, which is at once. */
  hold(why: string): void;
  release(): void;
}

/** Kept in the state alone: who froze calls for a reason that outlives a restart freezes them again. */
export function createFreeze(state: StateStore): Freeze {
  const set = (frozen: string | null): void => {
    state.update("callPolicy", (slice) => ({ ...slice, frozen }));
  };
  return {
    holds: () => state.get("callPolicy").frozen !== null,
    hold: (why) => {
      set(why.slice(0, 500));
    },
    release: () => {
      set(null);
    },
  };
}
