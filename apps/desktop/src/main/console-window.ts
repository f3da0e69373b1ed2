import type { Clock, Console } from "@casemate/supervisor";
import type { BrowserWindow } from "electron";
import { randomBytes } from "node:crypto";
import type { SaveAnswer } from "../common/channels.ts";
import type { DropTokens } from "./drop-tokens.ts";
import type { ElectronParts } from "./electron-parts.ts";
import type { Ipc } from "./ipc.ts";
import { CONSOLE_SITE, documentUrl } from "./origins.ts";
import { createPageLink } from "./page-link.ts";
import { createRestartLimit } from "./restart-limit.ts";
import type { SecretClipboard } from "./secret-clipboard.ts";
import { consoleWindow, type PageSettings } from "./windows.ts";

export interface WindowParts {
  readonly electron: Pick<ElectronParts, "BrowserWindow">;
  readonly console: Pick<Console, "attach" | "state">;
  readonly ipc: Ipc;
  readonly page: PageSettings;
  readonly report: (where: string, error: unknown) => void;
}

export interface ConsoleWindow {
  readonly window: BrowserWindow;
  /** Brings it to the front. */
  show(): void;
  /** Ends the page's connection and hides the window: nothing of it stays in sight while Casemate closes. */
  close(): void;
}

export interface ConsoleWindowOptions {
  readonly drops: DropTokens;
  readonly secrets: SecretClipboard;
  /** Asks the person where a file goes, over the given window, and writes it there. */
  readonly save: (over: BrowserWindow, ticket: unknown) => Promise<SaveAnswer>;
  readonly clock: Clock;
  /** The person closed the window. */
  readonly closed: () => void;
  /** The page's process ended too often to be started again. */
  readonly broken: () => void;
}

/** The console's window with its page connected. A page whose process ends is loaded again; the supervisor loses nothing by it. */
export function openConsoleWindow(parts: WindowParts, options: ConsoleWindowOptions): ConsoleWindow {
  const { electron, console, ipc, page, report } = parts;
  const window = new electron.BrowserWindow(consoleWindow(page));
  const { webContents: contents } = window;
  const link = createPageLink({
    console,
    contents,
    caller: () => ({ via: "window", session: randomBytes(16).toString("hex") }),
  });
  ipc.admit(contents, CONSOLE_SITE, {
    ...link,
    drop: (path) => options.drops.issue(path),
    clipboard: (text) => (text === null ? options.secrets.clear() : options.secrets.copy(text)),
    save: (ticket) => options.save(window, ticket),
  });

  const load = (): void => {
    window.loadURL(documentUrl(CONSOLE_SITE)).catch((error: unknown) => {
      report("window", error);
    });
  };
  const mayRestart = createRestartLimit(options.clock);
  contents.on("render-process-gone", (_event, { reason }) => {
    report("window", new Error(`The page's process ended: ${reason}.`));
    link.close();
    if (mayRestart()) load();
    else options.broken();
  });
  window.once("ready-to-show", () => {
    window.show();
  });
  window.on("closed", () => {
    link.close();
    options.closed();
  });
  load();
  return {
    window,
    show: () => {
      if (window.isDestroyed()) return;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    close: () => {
      link.close();
      if (!window.isDestroyed()) window.hide();
    },
  };
}
