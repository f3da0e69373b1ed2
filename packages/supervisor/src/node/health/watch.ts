import type { State } from "@casemate/contract";
import { isoTime } from "../../common/clock.ts";
import { readHealth } from "../../common/health/checks.ts";
import type { ServiceStatus } from "../../common/lifecycle/service.ts";
import type { Context } from "../console/context.ts";

/** Health is read again at least this often, in milliseconds, and after every change of what it rests on. */
const INTERVAL_MS = 15_000;
/** Changes that come in a burst are read once. */
const SETTLE_MS = 100;

/** The runtime is started by need, not kept alive. */
export function runtimeStatus(runtime: State["runtime"]): ServiceStatus {
  return {
    id: "runtime",
    state: runtime.pid === null ? "stopped" : "ready",
    pid: runtime.pid,
    restarts: 0,
    reason: runtime.error?.message.slice(0, 300) ?? null,
    isolation: runtime.isolation.level,
  };
}

/** Keeps the `services` and `health` slices true. */
export function watchHealth(
  context: Context,
  services: () => ServiceStatus[],
): { readonly read: () => void; readonly stop: () => void } {
  const { state, clock } = context;
  let cancel = (): void => undefined;
  let soon = false;

  const read = (): void => {
    soon = false;
    cancel();
    cancel = clock.after(INTERVAL_MS, read);
    state.set("services", services());
    state.set("health", readHealth(state.snapshot().state, isoTime(clock)));
  };
  const unsubscribe = state.subscribe(({ slice }) => {
    if (slice === "health" || slice === "services" || slice === "jobs" || slice === "models" || soon) return;
    soon = true;
    cancel();
    cancel = clock.after(SETTLE_MS, read);
  });
  read();
  return {
    read,
    stop: () => {
      unsubscribe();
      cancel();
    },
  };
}
