import type { Port } from "@casemate/contract";
import type { Duplex } from "node:stream";

/**
 * Largest message a child may send, in bytes. A confined child may have been taken over: without a limit one endless line would fill
 * the supervisor's memory. The largest honest message is an inspection report of a model with some ten thousand tensors (about 5 MiB).
 */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * The supervisor's end of a child's IPC channel. Speaks what Node speaks inside with `NODE_CHANNEL_SERIALIZATION_MODE=json`: one JSON
 * text a line. It is not Node's own IPC on this side, because that has no limit and acts on internal messages (`NODE_HANDLE`) that a
 * child could forge. Nothing is read before there is a listener, so no early message is lost. `onAbuse` is called for a message that is
 * too long or not JSON; afterwards nothing more is delivered.
 */
export function createChildPort(channel: Duplex, onAbuse: (why: string) => void): Port {
  const listeners: ((message: unknown) => void)[] = [];
  const closers: (() => void)[] = [];
  let parts: Buffer[] = [];
  let held = 0;
  let state: "open" | "bad" | "closed" = "open";

  const reject = (why: string): void => {
    state = "bad";
    parts = [];
    onAbuse(why);
    channel.destroy();
  };
  const deliver = (line: Buffer): void => {
    let message: unknown;
    try {
      message = JSON.parse(line.toString("utf8"));
    } catch {
      reject("a message that is not JSON");
      return;
    }
    listeners.forEach((listener) => {
      listener(message);
    });
  };
  const take = (chunk: Buffer): void => {
    let from = 0;
    for (
      let end = chunk.indexOf(NEWLINE);
      end !== -1 && state === "open";
      end = chunk.indexOf(NEWLINE, from)
    ) {
      const line = Buffer.concat([...parts, chunk.subarray(from, end)]);
      parts = [];
      held = 0;
      from = end + 1;
      deliver(line);
    }
    if (state !== "open" || from === chunk.length) return;
    parts.push(chunk.subarray(from));
    held += chunk.length - from;
    if (held > MAX_MESSAGE_BYTES) reject(`a message of more than ${String(MAX_MESSAGE_BYTES)} bytes`);
  };
  const close = (): void => {
    if (state === "closed") return;
    state = "closed";
    parts = [];
    closers.forEach((listener) => {
      listener();
    });
  };

  channel.on("error", () => undefined); // a child that died while we wrote; "close" follows
  channel.on("close", close);
  channel.on("end", () => {
    channel.destroy();
  });
  return {
    send: (message) => {
      if (state === "open") channel.write(`${JSON.stringify(message)}\n`);
    },
    onMessage: (listener) => {
      listeners.push(listener);
      if (listeners.length === 1) channel.on("data", take);
    },
    onClose: (listener) => {
      if (state === "closed") queueMicrotask(listener);
      else closers.push(listener);
    },
  };
}
