import type { BrowserWindowConstructorOptions, Session, WebPreferences } from "electron";

export interface PageSettings {
  readonly session: Session;
  /** Absolute path of the bundled preload script. */
  readonly preload: string;
  /** Developer tools: only in a development checkout. */
  readonly devTools: boolean;
}

/** What every page runs under. Values that are Electron's default today are written out: a changed default must not change us. */
function webPreferences({ session, preload, devTools }: PageSettings): WebPreferences {
  return {
    session,
    preload,
    devTools,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    disableDialogs: true,
    safeDialogs: true,
    autoplayPolicy: "document-user-activation-required",
  };
}

/** The console's window, in device-independent pixels. It is shown when its page is ready, so nobody sees it empty. */
export function consoleWindow(page: PageSettings): BrowserWindowConstructorOptions {
  return {
    title: "Casemate",
    width: 1280,
    height: 860,
    minWidth: 880,
    minHeight: 600,
    show: false,
    backgroundColor: "#101418",
    autoHideMenuBar: true,
    webPreferences: webPreferences(page),
  };
}

/**
 * The window in which a card computes. Nobody ever sees it. Its page is never in front, and Chromium slows timers and what waits for the card down in pages
 * that are not (https://developer.chrome.com/blog/background_tabs): the test would take longer than its limit and say "unknown" of a good card.
 */
export function computeWindow(page: PageSettings): BrowserWindowConstructorOptions {
  return {
    title: "Casemate computes",
    width: 320,
    height: 200,
    show: false,
    paintWhenInitiallyHidden: true,
    webPreferences: { ...webPreferences(page), backgroundThrottling: false },
  };
}

/** The approval's window: small, above the others, without a menu. */
export function approvalWindow(page: PageSettings): BrowserWindowConstructorOptions {
  return {
    title: "Approval · Casemate",
    width: 600,
    height: 720,
    minWidth: 480,
    minHeight: 480,
    show: false,
    backgroundColor: "#101418",
    autoHideMenuBar: true,
    alwaysOnTop: true,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    webPreferences: webPreferences(page),
  };
}
