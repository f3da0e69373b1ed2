import { leavePage, on } from "./connection.ts";
import { connectionStore } from "./connection-store.ts";
import { clearCopies, clearSecret, clipboardStore } from "./secret-clipboard.ts";
import { consoleStore } from "./console-store.ts";

/** Longest wait for a copied text to be taken away, in ms; a secret that is left the next page takes away. */
const CLEAR_MS = 200;
const FLASH_KEY = "casemate.flash";

/** What the next page says: that the vault was locked, or how a panic of level 1 ended. */
export type Flash = "locked" | "panic";

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
    blankPage("locked", clearOfLock);
  });
}

/** A panic empties every page at once, whatever it shows, and takes what it copied off the clipboard. */
export function blankOnPanic(): void {
  on("panic.blank", ({ level }) => {
    if (level === 1) blankPage("panic", clearCopies);
    else blankPage(null, clearCopies);
  });
}

let leaving = false;

/** Blank from here on; loaded anew by whatever comes first of the lock, the panic's own word and its answer. */
export function blankForPanic(): void {
  sessionStorage.setItem(FLASH_KEY, "panic");
  leavePage();
}

/**
 * Nobody answered the panic button. The page stays as it is, blank: loading it anew would wait for the same console, or show the browser's own
 * words, and nobody would read what to do.
 */
export function blankUnanswered(): void {
  connectionStore.setState({ phase: "unanswered" });
  void clearCopies();
}

/** Blank from here on, and loaded anew as soon as the clipboard is clear. Only the first one counts. */
export function blankPage(flash: Flash | null, clear: () => Promise<void> = clearCopies): void {
  // Who pressed the panic button hears of that, even when the lock is seen first.
  if (flash !== null && (flash !== "locked" || sessionStorage.getItem(FLASH_KEY) === null))
    sessionStorage.setItem(FLASH_KEY, flash);
  leavePage();
  if (leaving) return;
  leaving = true;
  void Promise.race([clear(), new Promise((resolve) => setTimeout(resolve, CLEAR_MS))]).then(() => {
    location.reload();
  });
}

async function clearOfLock(): Promise<void> {
  if (clipboardStore.getState().until !== null) await clearSecret();
}

/** Once after the page reloaded itself: what is to be said. */
export function takeFlash(): Flash | null {
  const flash = sessionStorage.getItem(FLASH_KEY);
  sessionStorage.removeItem(FLASH_KEY);
  return flash === "locked" || flash === "panic" ? flash : null;
}
