import type { Clock } from "@casemate/supervisor";
import type { ElectronParts } from "./electron-parts.ts";

/**
 * How often the system is asked whether its screen is locked. Electron has an event for it on macOS and Windows only; on Linux this
 * is the only way, so a lock there is noticed at most this late.
 */
const LOOK_MS = 2_000;
/** Argument that Electron asks for: seconds without input that count as idle. Only the answer "locked" is used. */
const IDLE_SECONDS = 60;

export interface PowerActions {
  /** Locks the vault if it is open. */
  readonly lock: (why: string) => void;
  readonly quit: () => void;
}

/** Locks when the person leaves: sleep, screen lock, another user's session, shutdown. Answers the function that stops looking. */
export function watchPower(
  powerMonitor: ElectronParts["powerMonitor"],
  clock: Clock,
  actions: PowerActions,
): () => void {
  const { lock, quit } = actions;
  powerMonitor.on("suspend", () => {
    lock("the machine goes to sleep");
  });
  powerMonitor.on("lock-screen", () => {
    lock("the screen was locked");
  });
  powerMonitor.on("user-did-resign-active", () => {
    lock("another user's session came to the front");
  });
  // The declared listener has no parameter although the event is passed; delaying is best effort, locking is not.
  powerMonitor.on("shutdown", (...args: unknown[]) => {
    const [event] = args as [{ preventDefault?: () => void } | undefined];
    event?.preventDefault?.();
    quit();
  });
  let cancel = (): void => undefined;
  const look = (): void => {
    if (powerMonitor.getSystemIdleState(IDLE_SECONDS) === "locked") lock("the screen was locked");
    cancel = clock.after(LOOK_MS, look);
  };
  look();
  return () => {
    cancel();
  };
}
