import type { SliceName, State } from "@casemate/contract";
import { create } from "zustand";
import type { MirrorTarget } from "./mirror.ts";

/** The supervisor's state as this page last saw it. Never written by a page: only by the mirror. */
interface ConsoleStore {
  /** Null until the first snapshot came. */
  readonly state: State | null;
  /** When the newest change arrived, in ms since 1970: what "last known" means while the connection is lost. */
  readonly seenAt: number;
}

export const consoleStore = create<ConsoleStore>()(() => ({ state: null, seenAt: 0 }));

export const mirrorTarget: MirrorTarget = {
  replace: (state) => {
    consoleStore.setState({ state, seenAt: Date.now() });
  },
  set: (slice, value) => {
    consoleStore.setState(({ state }) => ({
      state: state === null ? null : { ...state, [slice]: value },
      seenAt: Date.now(),
    }));
  },
};

/** One slice. Pages are drawn only after the first snapshot; before that this throws. */
export function useSlice<K extends SliceName>(name: K): State[K] {
  return consoleStore(({ state }) => {
    if (state === null) throw new Error("the console's state is not there yet");
    return state[name];
  });
}
