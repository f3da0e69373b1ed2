import { useEffect } from "react";
import { call } from "../state/connection.ts";
import { consoleStore } from "../state/console-store.ts";

/** At most one "still here" in this time, in ms. */
const EVERY_MS = 30_000;

/** Tells the supervisor that the person is here, so that auto-lock counts from their last key or pointer movement. */
export function useIdleTouch(): void {
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    const touch = (event: Event): void => {
      if (
        !event.isTrusted ||
        event.timeStamp - last < EVERY_MS ||
        consoleStore.getState().state?.vault.state !== "unlocked"
      )
        return;
      last = event.timeStamp;
      call("vault.touch", {}).catch(() => undefined);
    };
    const kinds = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
    kinds.forEach((kind) => {
      addEventListener(kind, touch, { passive: true });
    });
    return () => {
      kinds.forEach((kind) => {
        removeEventListener(kind, touch);
      });
    };
  }, []);
}
