import { connectionStore } from "./connection-store.ts";
import { uiStore } from "./ui-store.ts";

/**
 * Asks before a browser page is left while files are sent: their bytes come from this page, so leaving ends them. Not on the desktop,
 * where the supervisor reads the file itself, and not when the page clears itself because of a lock.
 */
export function guardUploads(): void {
  addEventListener("beforeunload", (event) => {
    const { kind, phase } = connectionStore.getState();
    const busy = uiStore.getState().sending.some(({ error }) => error === null);
    if (kind === "browser" && phase !== "leaving" && busy) event.preventDefault();
  });
}
