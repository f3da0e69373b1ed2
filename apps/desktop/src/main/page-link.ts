import type { Caller, Port } from "@casemate/contract";
import { secretFrame, type Attached, type Console } from "@casemate/supervisor";
import type { WebContents } from "electron";
import { CHANNELS } from "../common/channels.ts";
import type { PageHandlers } from "./ipc.ts";

export interface PageLinkOptions {
  readonly console: Pick<Console, "attach">;
  readonly contents: Pick<WebContents, "isDestroyed" | "send">;
  /** Who the page is, made anew for every loaded document. */
  readonly caller: () => Caller;
  /** Narrows what this page may ask at all; the policy decides about the rest. */
  readonly admits?: (message: unknown) => boolean;
}

export type PageLink = Omit<PageHandlers, "drop" | "clipboard" | "save"> & {
  /** Ends the connection and tells the page that none follows. */
  close(): void;
};

interface Connection {
  readonly id: string;
  readonly attached: Attached;
  readonly listeners: ((message: unknown) => void)[];
  readonly closeListeners: (() => void)[];
}

/** Connects one page to the console: one connection per loaded document, the one before ends with it. */
export function createPageLink(options: PageLinkOptions): PageLink {
  const { contents } = options;
  let current: Connection | null = null;
  const tell = (channel: string, connection: string, text?: string): void => {
    if (!contents.isDestroyed()) contents.send(channel, connection, text);
  };
  const end = (): void => {
    const ended = current;
    current = null;
    ended?.closeListeners.forEach((listener) => {
      listener();
    });
    ended?.attached.detach();
  };
  return {
    open: (id) => {
      end();
      const listeners: Connection["listeners"] = [];
      const closeListeners: Connection["closeListeners"] = [];
      const port: Port = {
        send: (message) => {
          if (current?.id === id) tell(CHANNELS.message, id, JSON.stringify(message));
        },
        onMessage: (listener) => {
          listeners.push(listener);
        },
        onClose: (listener) => {
          closeListeners.push(listener);
        },
      };
      current = { id, attached: options.console.attach(port, options.caller()), listeners, closeListeners };
    },
    message: (id, message) => {
      if (current?.id !== id || options.admits?.(message) === false) return;
      current.listeners.forEach((listener) => {
        listener(message);
      });
    },
    secret: (id, secretId, envelope) => {
      if (current?.id === id) current.attached.secretFrame(secretFrame(secretId, envelope));
      envelope.fill(0);
    },
    close: () => {
      const id = current?.id;
      end();
      if (id !== undefined) tell(CHANNELS.closed, id);
    },
  };
}
