/** What the shell itself says: the tray, the menu and the few dialogs that appear without a page. */
export const WORDS = {
  appName: "Casemate",
  cannotStart: "Casemate cannot start",
  internal: "Something inside Casemate failed. Start it again; if it happens again, install it again.",
  uncaught: "Something inside Casemate failed. The vault was locked and Casemate ended. Start it again.",
  pageEnded:
    "The window's page ended several times, so the vault was locked and Casemate ended. Start it again.",
  openExternal: "Open this address in your browser? It leaves Casemate.",
  stay: "Do not open",
  openInBrowser: "Open in the browser",
  saveBundle: "Save the forensic bundle",
  bundleGone: "The bundle is not there any more: it was let go, or the vault was locked. Make it again.",
  notSaved: (why: string) => `The bundle could not be written: ${why}. Choose another place.`,
  show: "Show Casemate",
  lockNow: "Lock now",
  panic: "Panic: lock all now",
  panicShortcut: (keys: string) => `Panic key in every program: ${keys}`,
  panicShortcutTaken: (keys: string) => `Panic key ${keys}: another program has it`,
  quit: "Lock and quit",
  critical: "Casemate: something critical happened",
  approvals: (count: number) =>
    count === 1 ? "1 request waits for you" : `${String(count)} requests wait for you`,
  vault: {
    absent: "No vault yet",
    locked: "Locked",
    lockedUnverified: "Locked, not verified",
    unlocking: "Unlocking…",
    unlocked: "Unlocked",
    locking: "Locking…",
    error: "The vault needs attention",
  },
} as const;
