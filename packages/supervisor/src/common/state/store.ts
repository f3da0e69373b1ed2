import type { SliceName, State } from "@casemate/contract";

export interface Change {
  readonly rev: number;
  readonly slice: SliceName;
  readonly value: unknown;
}

/** The only state there is: named slices, one revision counter. Pages and command lines mirror it. */
export interface StateStore {
  readonly rev: number;
  get<K extends SliceName>(slice: K): State[K];
  /** Replaces a slice; nothing is sent when it is deeply the same. */
  set<K extends SliceName>(slice: K, value: State[K]): void;
  update<K extends SliceName>(slice: K, change: (value: State[K]) => State[K]): void;
  snapshot(): { rev: number; state: State };
  subscribe(listener: (change: Change) => void): () => void;
}

export function createStateStore(initial: State): StateStore {
  const state: State = structuredClone(initial);
  const listeners = new Set<(change: Change) => void>();
  let rev = 0;
  const set = <K extends SliceName>(slice: K, value: State[K]): void => {
    if (JSON.stringify(state[slice]) === JSON.stringify(value)) return;
    state[slice] = value;
    rev += 1;
    const change = { rev, slice, value };
    listeners.forEach((listener) => {
      listener(change);
    });
  };
  return {
    get rev() {
      return rev;
    },
    get: (slice) => state[slice],
    set,
    update: (slice, change) => {
      set(slice, change(state[slice]));
    },
    snapshot: () => ({ rev, state: structuredClone(state) }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
