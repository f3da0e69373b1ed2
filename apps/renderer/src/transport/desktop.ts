import { RpcError } from "@casemate/contract";
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
  /** Asks the person where a bundle goes and writes it there; answers whether it was written. The page never learns where. */
  saveBundle(ticket: string): Promise<boolean>;
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
    saveBundle: async (ticket) => {
      try {
        return (await bridge.saveBundle(ticket)) ? "saved" : "left";
      } catch (error) {
        throw new RpcError("not_saved", sentenceOf(error));
      }
    },
    close: () => undefined,
  };
}

/** What the preload threw: its own sentence, behind what the bridge puts in front. */
function sentenceOf(error: unknown): string {
  return error instanceof Error
    ? error.message.replace(/^(?:Uncaught )?Error: /, "")
    : "The file could not be saved.";
}
