import { leavePage } from "./connection.ts";
import { clearSecret, clipboardStore } from "./secret-clipboard.ts";
import { consoleStore } from "./console-store.ts";

/** Longest wait for a copied secret to be taken away, in ms; what is left the next page takes away. */
const CLEAR_MS = 200;
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
    leavePage(); // blank from here on
    void clearThenReload();
  });
}

async function clearThenReload(): Promise<void> {
  if (clipboardStore.getState().until !== null)
    await Promise.race([clearSecret(), new Promise((resolve) => setTimeout(resolve, CLEAR_MS))]);
  location.reload();
}

/** True once after the page reloaded itself because of a lock. */
export function takeLockFlash(): boolean {
  const flash = sessionStorage.getItem(FLASH_KEY) !== null;
  sessionStorage.removeItem(FLASH_KEY);
  return flash;
}
