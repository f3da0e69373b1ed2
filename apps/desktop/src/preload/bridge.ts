import type { IpcRenderer, IpcRendererEvent } from "electron";
import { CHANNELS } from "../common/channels.ts";

/** What every page gets: payloads only, never Electron's objects or events. */
export interface Bridge {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  sendSecret(secretId: string, envelope: ArrayBuffer): void;
}

/** Opens this document's connection. A preload runs once per loaded document, before any script of the page. */
export function createBridge(ipc: Pick<IpcRenderer, "on" | "send">, newConnection: () => string): Bridge {
  const connection = newConnection();
  const messageListeners: ((message: unknown) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const mine = (run: (text: unknown) => void) => (_event: IpcRendererEvent, to: unknown, text: unknown) => {
    if (to === connection) run(text);
  };
  const deliver = (text: unknown): void => {
    const message: unknown = JSON.parse(String(text));
    messageListeners.forEach((listener) => {
      listener(message);
    });
  };
  const close = (): void => {
    closeListeners.forEach((listener) => {
      listener();
    });
  };
  ipc.on(CHANNELS.message, mine(deliver));
  ipc.on(CHANNELS.closed, mine(close));
  ipc.send(CHANNELS.open, connection);
  return {
    send: (message) => {
      ipc.send(CHANNELS.message, connection, JSON.stringify(message));
    },
    onMessage: (listener) => {
      messageListeners.push(listener);
    },
    onClose: (listener) => {
      closeListeners.push(listener);
    },
    sendSecret: (secretId, envelope) => {
      ipc.send(CHANNELS.secret, connection, secretId, envelope);
    },
  };
}

/** 32 hexadecimal digits from the browser's own random source. */
export function randomConnection(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
