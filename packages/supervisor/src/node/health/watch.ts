import type { State } from "@casemate/contract";
import { isoTime } from "../../common/clock.ts";
import { readHealth } from "../../common/health/checks.ts";
import type { Context } from "../console/context.ts";

/** Health is read again at least this often, in milliseconds, and after every change of what it rests on. */
const INTERVAL_MS = 15_000;
/** Changes that come in a burst are read once. */
const SETTLE_MS = 100;

export interface WatchedService {
  readonly id: string;
  readonly pid: number | null;
  readonly restarts: number;
  /** Whether it should be running all the time. */
  readonly expected: boolean;
}

/** Keeps the `services` and `health` slices true. Returns the function that stops. */
export function watchHealth(context: Context, services: () => readonly WatchedService[]): () => void {
  const { state, clock } = context;
  let cancel = (): void => undefined;
  let soon = false;

  const read = (): void => {
    soon = false;
    cancel();
    cancel = clock.after(INTERVAL_MS, read);
    const { level } = state.get("app").isolation;
    state.set("services", services().map((service): State["services"][number] => ({
      id: service.id, pid: service.pid, restarts: service.restarts,
      state: service.pid !== null ? "ready" : service.expected ? "backoff" : "stopped",
      reason: service.pid === null && service.expected ? "it ended and is being started again" : null,
      isolation: service.id === "runtime" && service.pid !== null ? level : "none",
    })));
    state.set("health", readHealth(state.snapshot().state, isoTime(clock)));
  };
  const unsubscribe = state.subscribe(({ slice }) => {
    if (slice === "health" || slice === "services" || slice === "jobs" || slice === "models" || soon) return;
    soon = true;
    cancel();
    cancel = clock.after(SETTLE_MS, read);
  });
  read();
  return () => {
    unsubscribe();
    cancel();
  };
}
