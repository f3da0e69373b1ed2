import type { Port } from "@casemate/contract";
import type { Socket } from "node:net";
import { createFrameReader, encodeFrame, FRAME_JSON, FRAME_SECRET, MAX_FRAME_BYTES } from "./frames.ts";

/** A port over a stream socket; secret frames come out beside it. A connection that breaks the framing is closed. */
export function socketPort(
  socket: Socket,
  onSecret: (bytes: Uint8Array) => void,
): Port & { sendSecret(bytes: Uint8Array): void } {
  const listeners: ((message: unknown) => void)[] = [];
  const read = createFrameReader(MAX_FRAME_BYTES, ({ type, body }) => {
    if (type === FRAME_SECRET) {
      onSecret(body);
      return;
    }
    const message: unknown = JSON.parse(body.toString("utf8"));
    listeners.forEach((listener) => {
      listener(message);
    });
  });
  socket.on("data", (chunk: Buffer) => {
    try {
      read(chunk);
    } catch {
      socket.destroy();
    }
  });
  socket.on("error", () => {
    socket.destroy();
  });
  return {
    send: (message) => {
      if (socket.writable)
        socket.write(encodeFrame(FRAME_JSON, Buffer.from(JSON.stringify(message), "utf8")));
    },
    sendSecret: (bytes) => {
      if (socket.writable) socket.write(encodeFrame(FRAME_SECRET, bytes));
    },
    onMessage: (listener) => {
      listeners.push(listener);
    },
    onClose: (listener) => {
      socket.on("close", listener);
    },
  };
}
