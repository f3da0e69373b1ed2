import type { HiddenPage, HiddenPageEvents, OpenHiddenPage } from "@casemate/supervisor";
import { CHANNELS } from "../common/channels.ts";
import { readComputePage } from "./compute-page.ts";
import type { ElectronParts } from "./electron-parts.ts";
import { senderProblem } from "./ipc.ts";
import { COMPUTE_SITE, documentUrl } from "./origins.ts";
import { createSession } from "./sessions.ts";
import { computeWindow, type PageSettings } from "./windows.ts";

export interface ComputeWindowParts {
  readonly electron: Pick<ElectronParts, "BrowserWindow" | "session">;
  readonly preload: string;
  /** The page, compared with the list of digests. Throws. */
  readonly readPage: () => Buffer;
  readonly use: HiddenPage["use"];
  readonly report: (where: string, error: unknown) => void;
}

export interface ComputeWindow {
  readonly page: HiddenPage;
  /** Closes the window, if one is open; none opens any more. */
  stop(): void;
}

const NO_WINDOW: OpenHiddenPage = { send: () => undefined, close: () => undefined };

/**
 * The window that nobody sees, in which a card computes: one at a time, made for one test and destroyed with it. It carries texts between its page and the
 * supervisor and looks at nothing but their kind and length.
 */
export function createComputeWindow(parts: ComputeWindowParts): ComputeWindow {
  let settings: PageSettings | null = null;
  let current = NO_WINDOW;
  let stopped = false;
  return {
    page: {
      use: parts.use,
      open: (maxChars, events) => {
        current.close();
        current = NO_WINDOW;
        try {
          if (stopped) throw new Error("Casemate is closing.");
          settings ??= pageSettings(parts);
          current = openOne(parts, settings, maxChars, events);
        } catch (error) {
          parts.report("hidden window", error);
          queueMicrotask(() => {
            events.ended();
          });
        }
        return current;
      },
    },
    stop: () => {
      stopped = true;
      current.close();
    },
  };
}

/** Electron never lets go of a session, so there is one for all tests. No developer tools, also in a checkout: nobody has a reason to look in. */
function pageSettings({ electron, preload, readPage }: ComputeWindowParts): PageSettings {
  const { pages, policy } = readComputePage(readPage());
  const rights = { clipboard: false, devTools: false, policy };
  return { session: createSession(electron, COMPUTE_SITE, pages, rights), preload, devTools: false };
}

function openOne(
  { electron, report }: ComputeWindowParts,
  settings: PageSettings,
  maxChars: number,
  events: HiddenPageEvents,
): OpenHiddenPage {
  const window = new electron.BrowserWindow(computeWindow(settings));
  const { webContents: contents } = window;
  let over = false;
  const close = (): void => {
    over = true;
    // Not `close`: a page could refuse that.
    if (!window.isDestroyed()) window.destroy();
  };
  const end = (why: string): void => {
    if (over) return;
    report("hidden window", new Error(`The page that computes is at an end: ${why}.`));
    close();
    events.ended();
  };
  // What this page alone sends; no other page is heard on this channel.
  contents.ipc.on(CHANNELS.computed, (event, text: unknown) => {
    const problem = senderProblem(event, { contents, site: COMPUTE_SITE });
    if (problem !== null) end(problem);
    else if (typeof text !== "string" || text.length > maxChars) end("it said what is no answer");
    else events.text(text);
  });
  contents.on("render-process-gone", (_event, { reason }) => {
    end(`its process ended: ${reason}`);
  });
  window.on("closed", () => {
    end("it was closed");
  });
  window.setMenu(null);
  window.loadURL(documentUrl(COMPUTE_SITE)).catch(() => {
    end("it did not load");
  });
  return {
    close,
    send: (text) => {
      if (!over) contents.send(CHANNELS.compute, text);
    },
  };
}
