import type { Clock, Console } from "@casemate/supervisor";
import type { Notification } from "electron";
import type { ElectronParts } from "./electron-parts.ts";
import { WORDS } from "./words.ts";

/** A storm is told once in this time, in milliseconds: the line says no more the second time. */
const PAUSE_MS = 30_000;

/**
 * Lets the operating system tell of incidents that are critical, or became so: one line that says nothing of what happened, because a locked
 * screen shows it to everybody. Each incident is told once, and again when nobody
 * answered in time. Answers the function that ends it.
 */
export function watchCritical(
  electron: Pick<ElectronParts, "Notification">,
  state: Console["state"],
  clock: Pick<Clock, "after">,
  show: () => void,
): () => void {
  let told = new Set<string>();
  let cancelPause: (() => void) | null = null;
  /** Held, because what nobody holds is collected, and then its click does nothing. */
  let current: Notification | null = null;
  const critical = (): string[] =>
    state
      .get("incidents")
      .items.flatMap(({ id, severity, reminded }) =>
        severity === "critical" ? [`${id} ${String(reminded?.count ?? 0)}`] : [],
      );
  const tell = (): void => {
    const now = critical();
    const fresh = now.some((id) => !told.has(id));
    if (!fresh || cancelPause !== null) return;
    told = new Set(now);
    cancelPause = clock.after(PAUSE_MS, () => {
      cancelPause = null;
      tell();
    });
    if (!electron.Notification.isSupported()) return;
    current?.close();
    current = new electron.Notification({ title: WORDS.critical, urgency: "critical" });
    current.on("click", show);
    current.show();
  };
  const unsubscribe = state.subscribe(({ slice }) => {
    if (slice === "incidents") tell();
  });
  tell();
  return () => {
    unsubscribe();
    cancelPause?.();
    current?.close();
  };
}
