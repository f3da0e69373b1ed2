import type { Approval } from "@casemate/contract";
import type { Console } from "@casemate/supervisor";

/** One open approval window. */
export interface OpenApproval {
  focus(): void;
  close(): void;
}

export interface Approvals {
  /** Brings up the request with this id, or the oldest one that waits. */
  show(id?: string): void;
  stop(): void;
}

/**
 * Shows requests that wait for a person, one window at a time, the oldest first. The window is opened by the shell itself from the
 * supervisor's state, never by a page. Closing it answers nothing: the request stays and is not pushed forward again.
 * @param open makes the window and calls `closed` once when it is gone
 */
export function createApprovals(
  state: Console["state"],
  open: (id: string, closed: () => void) => OpenApproval,
): Approvals {
  let current: { id: string; window: OpenApproval } | null = null;
  const shown = new Set<string>();

  const pending = (): Approval[] => state.get("approvals").filter((approval) => approval.state === "pending");
  const present = (id: string): void => {
    shown.add(id);
    current = {
      id,
      window: open(id, () => {
        if (current?.id === id) current = null;
        next();
      }),
    };
  };
  const next = (): void => {
    const waiting = pending().find(({ id }) => !shown.has(id));
    if (!stopped && current === null && waiting) present(waiting.id);
  };
  const follow = (): void => {
    const approval = state.get("approvals").find(({ id }) => id === current?.id);
    if (current && (approval === undefined || isAnswered(approval))) current.window.close();
    next();
  };
  let stopped = false;
  const unsubscribe = state.subscribe(({ slice }) => {
    if (slice === "approvals") follow();
  });
  follow();

  return {
    show: (id) => {
      const wanted = pending().find((approval) => id === undefined || approval.id === id);
      if (!wanted || stopped) return;
      if (current?.id === wanted.id) {
        current.window.focus();
        return;
      }
      const other = current;
      current = null;
      present(wanted.id);
      other?.window.close();
    },
    stop: () => {
      stopped = true;
      unsubscribe();
      current?.window.close();
    },
  };
}

/** Denied, or done as granted. A request that failed or became void keeps its window, which says why, until the person closes it. */
function isAnswered({ state, outcome }: Approval): boolean {
  return state === "denied" || (state === "granted" && outcome !== null);
}
