import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { OpenApproval } from "./approvals.ts";
import type { WindowParts } from "./console-window.ts";
import { APPROVAL_SITE, documentUrl } from "./origins.ts";
import { createPageLink } from "./page-link.ts";
import { approvalWindow } from "./windows.ts";

/** The only calls this window can need. */
const CALLS = z.enum(["approvals.show", "approvals.grant", "approvals.deny"]);

/**
 * A window for one request, with a page, session and connection of its own. What it shows comes from the supervisor; it can ask about
 * and answer that one request and nothing else. Its session's name says "desktop": the supervisor takes its answer without the passphrase,
 * because no other page can reach it.
 */
export function openApprovalWindow(parts: WindowParts, id: string, closed: () => void): OpenApproval {
  const { electron, console, ipc, page, report } = parts;
  const window = new electron.BrowserWindow(approvalWindow(page));
  const { webContents: contents } = window;
  const About = z.looseObject({ name: CALLS, input: z.looseObject({ id: z.literal(id) }) });
  const link = createPageLink({
    console,
    contents,
    caller: () => ({ via: "approval", session: `desktop-${randomBytes(16).toString("hex")}` }),
    admits: (message) => About.safeParse(message).success,
  });
  ipc.admit(contents, APPROVAL_SITE, { ...link, drop: null, clipboard: null, save: null });
  window.setMenu(null);
  window.once("ready-to-show", () => {
    window.show();
    window.focus();
  });
  contents.on("render-process-gone", () => {
    window.destroy();
  });
  window.on("closed", () => {
    link.close();
    closed();
  });
  window.loadURL(documentUrl(APPROVAL_SITE, id)).catch((error: unknown) => {
    report("approval window", error);
  });
  return {
    focus: () => {
      window.show();
      window.focus();
    },
    close: () => {
      // Not `close`: a page could refuse that.
      if (!window.isDestroyed()) window.destroy();
    },
  };
}
