import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from "electron";
import { MAX_SECRET_FRAME } from "@casemate/supervisor";
import { CHANNELS, CONNECTION, type DropAnswer, type SaveAnswer } from "../common/channels.ts";
import type { ElectronParts } from "./electron-parts.ts";
import type { Site } from "./origins.ts";

/** Longest message of a page, in UTF-16 units of its JSON: the longest chat message with every character escaped, and room. */
export const MAX_MESSAGE_CHARS = 1024 * 1024;
const SECRET_ID = /^[0-9a-f]{32}$/;

/** What one page may do. Every argument was checked for shape and size; its meaning was not. */
export interface PageHandlers {
  open(connection: string): void;
  message(connection: string, message: unknown): void;
  secret(connection: string, secretId: string, envelope: Uint8Array): void;
  /** Null for a page that takes no files. */
  readonly drop: ((path: unknown) => DropAnswer) | null;
  /** A text, or null to take it away; null for a page that has no secrets to copy. */
  readonly clipboard: ((text: unknown) => Promise<void>) | null;
  /** Null for a page that hands out no files. */
  readonly save: ((ticket: unknown) => Promise<SaveAnswer>) | null;
}

interface Known {
  readonly contents: WebContents;
  readonly site: Site;
  readonly handlers: PageHandlers;
}

export interface Ipc {
  /** Lets this page, and only while it shows this site, speak to the main process. */
  admit(contents: WebContents, site: Site, handlers: PageHandlers): void;
}

/**
 * The only place that listens to pages which people see; the hidden one (compute-window.ts) is judged by the same rule. A message counts when it comes from the main frame of a page that was admitted, while that
 * frame shows the site it was admitted for; everything else is dropped and reported.
 */
export function createIpc(
  ipcMain: ElectronParts["ipcMain"],
  report: (where: string, error: unknown) => void,
): Ipc {
  const known = new Map<number, Known>();
  const handlersOf = (event: IpcMainEvent | IpcMainInvokeEvent, channel: string): PageHandlers | null => {
    const page = known.get(event.sender.id);
    const problem = page === undefined ? "it comes from an unknown page" : senderProblem(event, page);
    if (problem === null && page !== undefined) return page.handlers;
    report("ipc", new Error(`A message on ${channel} was dropped: ${problem ?? ""}.`));
    return null;
  };
  const listen = (
    channel: string,
    run: (handlers: PageHandlers, connection: string, args: readonly unknown[]) => void,
  ): void => {
    ipcMain.on(channel, (event, connection: unknown, ...args: unknown[]) => {
      const handlers = handlersOf(event, channel);
      if (handlers && typeof connection === "string" && CONNECTION.test(connection))
        run(handlers, connection, args);
    });
  };
  listen(CHANNELS.open, (handlers, connection) => {
    handlers.open(connection);
  });
  listen(CHANNELS.message, (handlers, connection, [text]) => {
    const message = parseMessage(text);
    if (message !== undefined) handlers.message(connection, message);
  });
  listen(CHANNELS.secret, (handlers, connection, [secretId, envelope]) => {
    if (typeof secretId !== "string" || !SECRET_ID.test(secretId) || !(envelope instanceof ArrayBuffer))
      return;
    if (envelope.byteLength > 0 && envelope.byteLength <= MAX_SECRET_FRAME)
      handlers.secret(connection, secretId, new Uint8Array(envelope));
  });
  ipcMain.handle(CHANNELS.drop, (event, path: unknown): DropAnswer => {
    const drop = handlersOf(event, CHANNELS.drop)?.drop;
    return drop ? drop(path) : { problem: "This window takes no files." };
  });
  ipcMain.handle(CHANNELS.clipboard, async (event, text: unknown): Promise<void> => {
    await handlersOf(event, CHANNELS.clipboard)?.clipboard?.(text);
  });
  ipcMain.handle(CHANNELS.save, async (event, ticket: unknown): Promise<SaveAnswer> => {
    const save = handlersOf(event, CHANNELS.save)?.save;
    return save ? save(ticket) : { problem: "This window hands out no files." };
  });
  return {
    admit: (contents, site, handlers) => {
      const { id } = contents;
      known.set(id, { contents, site, handlers });
      contents.once("destroyed", () => known.delete(id));
    },
  };
}

/** Why this sender is not believed; null when it is. */
export function senderProblem(
  { sender, senderFrame: frame }: IpcMainEvent | IpcMainInvokeEvent,
  { contents, site }: Pick<Known, "contents" | "site">,
): string | null {
  if (sender !== contents || contents.isDestroyed()) return "its page is gone";
  // Null or detached: the frame went to another document between sending and now.
  if (frame === null || frame.isDestroyed() || frame.detached) return "its frame is gone";
  if (frame.parent !== null || frame.frameToken !== contents.mainFrame.frameToken)
    return "it does not come from the page itself";
  if (frame.origin !== site.origin) return `it comes from ${frame.origin}`;
  return null;
}

/** JSON only, as on every other transport: no shared memory, no cycles, no class instances. */
function parseMessage(text: unknown): unknown {
  if (typeof text !== "string" || text.length > MAX_MESSAGE_CHARS) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
