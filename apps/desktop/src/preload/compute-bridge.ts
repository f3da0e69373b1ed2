import type { IpcRenderer } from "electron";
import { CHANNELS } from "../common/channels.ts";

/** All that the page which computes can do outside itself: say a text, and be told texts. */
export interface ComputeBridge {
  readonly answer: (text: string) => void;
  readonly onAsk: (listener: (text: string) => void) => void;
}

/** Texts only: what they mean is between the page and the child that judges it. */
export function createComputeBridge(ipc: Pick<IpcRenderer, "on" | "send">): ComputeBridge {
  return {
    answer: (text) => {
      ipc.send(CHANNELS.computed, text);
    },
    onAsk: (listener) => {
      ipc.on(CHANNELS.compute, (_event, text: unknown) => {
        if (typeof text === "string") listener(text);
      });
    },
  };
}
