import { handOut, reason, type Console } from "@casemate/supervisor";
import type { BrowserWindow } from "electron";
import type { SaveAnswer } from "../common/channels.ts";
import type { ElectronParts } from "./electron-parts.ts";
import { WORDS } from "./words.ts";

const TICKET = /^[0-9a-f]{32}$/;

/**
 * Writes a forensic bundle where the person wants it. The page gives a ticket that the supervisor made for it, and learns only whether a file was
 * written: no name and no path comes from it or goes to it. The system's dialog asks before a file is replaced.
 */
export function createSaver(
  dialog: Pick<ElectronParts["dialog"], "showSaveDialog">,
  console: Pick<Console, "takeBundle">,
): (over: BrowserWindow, ticket: unknown) => Promise<SaveAnswer> {
  return async (over, ticket) => {
    const bundle = typeof ticket === "string" && TICKET.test(ticket) ? console.takeBundle(ticket) : null;
    if (bundle?.caller.via !== "window") return { problem: WORDS.bundleGone };
    const { canceled, filePath } = await dialog.showSaveDialog(over, {
      title: WORDS.saveBundle,
      defaultPath: bundle.name,
      properties: ["createDirectory", "showOverwriteConfirmation", "dontAddToRecent"],
    });
    if (canceled || filePath === "") return { saved: false };
    const bytes = bundle.bytes(); // gone when the vault was locked while the dialog stood open
    if (bytes === null) return { problem: WORDS.bundleGone };
    try {
      handOut(filePath, bytes, true);
      return { saved: true };
    } catch (error) {
      return { problem: WORDS.notSaved(reason(error)) };
    }
  };
}
