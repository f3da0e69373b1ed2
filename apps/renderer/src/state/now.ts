import { useSyncExternalStore } from "react";

/** One clock for every relative time on the page, so that they change together. */
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    listeners.forEach((tick) => {
      tick();
    });
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since 1970, renewed every second while anybody looks. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
