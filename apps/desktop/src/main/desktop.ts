import { serveUnixSocket, type Clock, type Console } from "@casemate/supervisor";
import { join } from "node:path";
import { openApprovalWindow } from "./approval-window.ts";
import { createApprovals, type Approvals } from "./approvals.ts";
import type { ComputeWindow } from "./compute-window.ts";
import { openConsoleWindow, type ConsoleWindow, type WindowParts } from "./console-window.ts";
import { watchCritical } from "./critical-notice.ts";
import type { DropTokens } from "./drop-tokens.ts";
import type { ElectronParts } from "./electron-parts.ts";
import { createIpc } from "./ipc.ts";
import type { LastWords } from "./last-resort.ts";
import { setMenu } from "./menu.ts";
import { APPROVAL_SITE, CONSOLE_SITE } from "./origins.ts";
import { createPanicShortcut } from "./panic-shortcut.ts";
import { readPages } from "./pages.ts";
import type { Paths } from "./paths.ts";
import { watchPower } from "./power.ts";
import { createQuit } from "./quit.ts";
import { createSaver } from "./save-bundle.ts";
import { createSecretClipboard } from "./secret-clipboard.ts";
import { createSession } from "./sessions.ts";
import { createTray } from "./tray.ts";
import { createLock } from "./vault-lock.ts";
import { WORDS } from "./words.ts";

export interface DesktopParts {
  readonly electron: ElectronParts;
  readonly console: Console;
  readonly computing: ComputeWindow;
  readonly drops: DropTokens;
  readonly clock: Clock;
  readonly paths: Paths;
  /** Developer tools: only in a development checkout. */
  readonly devTools: boolean;
  /** Said when all is ended. */
  readonly lastWords: LastWords;
  readonly report: (where: string, error: unknown) => void;
}

export interface Desktop {
  readonly window: ConsoleWindow;
  readonly approvals: Approvals;
}

/** Everything around a running supervisor: windows, tray, menu, power events, the command line's socket, and the way out. */
export async function runDesktop(parts: DesktopParts): Promise<Desktop> {
  const { electron, console, drops, clock, devTools, report } = parts;
  const { app } = electron;
  const vaultLock = createLock(console, report);
  const lock = (why: string): void => void vaultLock.lock(why);
  const quit = (): void => {
    app.quit();
  };
  const stoppers: (() => unknown)[] = [];
  createQuit(app, clock, { steps: stoppers, report });
  const closeSocket = await serveUnixSocket(console);

  const { consoleParts, approvalParts } = windowParts(parts);
  const secrets = createSecretClipboard(electron, clock, process.platform, report);
  console.state.subscribe(({ slice }) => {
    if (slice === "vault" && console.state.get("vault").state !== "unlocked") void secrets.clear();
  });
  const window = openConsoleWindow(consoleParts, {
    drops,
    secrets,
    save: createSaver(electron.dialog, console),
    clock,
    closed: quit,
    broken: () => {
      parts.lastWords.sentence ??= WORDS.pageEnded;
      quit();
    },
  });
  const approvals = createApprovals(console.state, (id, closed) =>
    openApprovalWindow(approvalParts, id, closed),
  );
  const panic = (): void => void vaultLock.panic();
  const actions = {
    panic,
    show: () => {
      window.show();
    },
    showApprovals: () => {
      approvals.show();
    },
    lock: () => {
      lock("somebody pressed Lock now");
    },
    quit,
  };
  setMenu(electron.Menu, { devTools, actions });
  const shortcutFile = join(console.home.root, "desktop", "panic-shortcut");
  const shortcut = createPanicShortcut(electron.globalShortcut, shortcutFile, panic, report);
  const removeTray = createTray(electron, console.state, actions, shortcut);
  const stopNotices = watchCritical(electron, console.state, clock, actions.show);
  const stopPower = watchPower(electron.powerMonitor, clock, { lock, quit });
  app.on("window-all-closed", quit);
  app.on("second-instance", actions.show);

  // In this order: nobody new gets in, nothing stays in sight, then the supervisor locks and ends its children.
  stoppers.push(
    stopPower,
    shortcut.stop,
    () =>
      void closeSocket().catch((error: unknown) => {
        report("socket", error);
      }), // answers only when the last command line has gone
    () => {
      approvals.stop();
    },
    () => {
      window.close();
    },
    () => {
      parts.computing.stop();
    },
    stopNotices,
    () => secrets.clear(),
    () => console.stop(),
    removeTray,
    () => {
      const { sentence } = parts.lastWords;
      if (sentence !== null) electron.dialog.showErrorBox(WORDS.appName, sentence);
    },
  );
  return { window, approvals };
}

/** Two documents, two sessions, two preloads, one validated way in. */
function windowParts({ electron, console, paths, devTools, report }: DesktopParts): {
  consoleParts: WindowParts;
  approvalParts: WindowParts;
} {
  const pages = readPages(paths.pages);
  const shared = { electron, console, ipc: createIpc(electron.ipcMain, report), report };
  return {
    consoleParts: {
      ...shared,
      page: {
        session: createSession(electron, CONSOLE_SITE, pages, { clipboard: true, devTools }),
        preload: paths.preload,
        devTools,
      },
    },
    approvalParts: {
      ...shared,
      page: {
        session: createSession(electron, APPROVAL_SITE, pages, { clipboard: false, devTools }),
        preload: paths.approvalPreload,
        devTools,
      },
    },
  };
}
