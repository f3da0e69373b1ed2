import type { Caller } from "@casemate/contract";
import type { Context } from "../console/context.ts";

/** A page that is loaded anew is back long before this, in milliseconds; somebody who closed the window does not come back by then. */
const GRACE_MS = 10_000;

export interface WindowLock {
  /** A caller connected; call the answer when it is gone. */
  opened(caller: Caller): () => void;
}

/**
 * Locks when the last window was closed and none came back. A vault that was unlocked without any window, from the command line, is left to
 * the idle time.
 */
export function createWindowLock(
  { clock, state }: Pick<Context, "clock" | "state">,
  lock: (why: string) => void,
): WindowLock {
  let open = 0;
  let cancel = (): void => undefined;
  const closed = (): void => {
    open -= 1;
    if (open > 0) return;
    cancel = clock.after(GRACE_MS, () => {
      if (state.get("vault").state === "unlocked") lock("the window was closed");
    });
  };
  return {
    opened: ({ via }) => {
      if (via !== "window" && via !== "browser") return () => undefined;
      open += 1;
      cancel();
      let gone = false;
      return () => {
        if (!gone) closed();
        gone = true;
      };
    },
  };
}
