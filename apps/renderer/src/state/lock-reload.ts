import { consoleStore } from "./console-store.ts";

const FLASH_KEY = "casemate.flash";

/**
 * Reloads the page when an unlocked vault becomes locked, so that neither chat text nor model names outlive the lock in this page's memory.
 * What to say afterwards is kept in the tab.
 */
export function reloadOnLock(): void {
  let open = false;
  consoleStore.subscribe(({ state }) => {
    const vault = state?.vault.state;
    if (vault === "unlocked") open = true;
    if (!open || (vault !== "locked" && vault !== "error" && vault !== "absent")) return;
    open = false;
    sessionStorage.setItem(FLASH_KEY, vault === "locked" && state?.vault.lockVerified === true ? "locked" : "lockedUnverified");
    location.reload();
  });
}

/** What the page before this one wanted to be said, once. */
export function takeFlash(): "locked" | "lockedUnverified" | null {
  const flash = sessionStorage.getItem(FLASH_KEY);
  sessionStorage.removeItem(FLASH_KEY);
  return flash === "locked" || flash === "lockedUnverified" ? flash : null;
}
