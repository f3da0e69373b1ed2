import { isKnown, type Transport } from "./transport.ts";

/** What the preload script puts on `window`: payloads only, never Electron objects. */
export interface DesktopBridge {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  sendSecret(secretId: string, envelope: ArrayBuffer): void;
  /** Turns a dropped file into a one-use token; the page never sees its path. */
  dropFile(file: File): Promise<string>;
  /** Puts a secret on the clipboard for a minute, marked for history managers. */
  copySecret(text: string): Promise<void>;
  clearSecret(): Promise<void>;
}

declare global {
  interface Window {
    readonly casemate?: DesktopBridge;
  }
}

/** The transport of the desktop window. Its identity is made by the shell, not by this page. */
export function openDesktop(bridge: DesktopBridge): Transport {
  return {
    kind: "desktop",
    port: {
      send: (message) => {
        bridge.send(message);
      },
      onMessage: (listener) => {
        bridge.onMessage(listener);
      },
      onClose: (listener) => {
        bridge.onClose(listener);
      },
    },
    sendSecret: (secretId, envelope) => {
      bridge.sendSecret(secretId, envelope.slice().buffer);
    },
    takeIn: async ({ files }, client) => {
      const tokens: string[] = [];
      for (const { file } of files) tokens.push(await bridge.dropFile(file));
      const answer = await client.call("model.importDropped", { tokens });
      return { ...answer, known: isKnown(answer) };
    },
    close: () => undefined,
  };
}
