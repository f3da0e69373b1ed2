import { leavePage } from "./connection.ts";
import { consoleStore } from "./console-store.ts";

const FLASH_KEY = "casemate.flash";

/**
 * Reloads the page when an unlocked vault becomes locked, so that neither chat text nor model names outlive the lock in this page's memory.
 * That it should be said afterwards is kept in the tab.
 */
export function reloadOnLock(): void {
  let open = false;
  consoleStore.subscribe(({ state }) => {
    const vault = state?.vault.state;
    if (vault === "unlocked") open = true;
    if (!open || (vault !== "locked" && vault !== "error" && vault !== "absent")) return;
    open = false;
    sessionStorage.setItem(FLASH_KEY, "1");
    leavePage();
    location.reload();
  });
}

/** True once after the page reloaded itself because of a lock. */
export function takeLockFlash(): boolean {
  const flash = sessionStorage.getItem(FLASH_KEY) !== null;
  sessionStorage.removeItem(FLASH_KEY);
  return flash;
}
