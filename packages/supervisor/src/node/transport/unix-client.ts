import { connect as connectRpc, contract, type AppContract, type Client } from "@casemate/contract";
import { connect } from "node:net";
import { socketPort } from "./socket-port.ts";

/** A client of the console, over whatever transport. */
export interface ConsoleClient extends Client<AppContract> {
  sendSecret(secretId: string, envelope: Uint8Array): void;
  close(): void;
  /** Resolves when the console is gone, also when it was killed. */
  readonly closed: Promise<void>;
}

/** A connection that is not taken for this long never is, in milliseconds: only a listener that hangs lets callers queue up. */
const CONNECT_MS = 5_000;

/** Attaches to the running supervisor; null when none takes the connection on this socket. */
export async function attachUnixSocket(path: string): Promise<ConsoleClient | null> {
  const socket = connect(path);
  const connected = await new Promise<boolean>((resolve) => {
    const limit = setTimeout(resolve, CONNECT_MS, false);
    socket.once("connect", () => {
      clearTimeout(limit);
      resolve(true);
    });
    socket.once("error", () => {
      clearTimeout(limit);
      resolve(false);
    });
  });
  if (!connected) {
    socket.destroy();
    return null;
  }
  const port = socketPort(socket, () => undefined);
  return {
    ...connectRpc(contract, port),
    sendSecret: (secretId, envelope) => {
      port.sendSecret(secretFrame(secretId, envelope));
    },
    // Without waiting for the other side to close too: one that hangs never does.
    close: () => {
      socket.destroySoon();
    },
    closed: new Promise((resolve) => {
      socket.once("close", () => {
        resolve();
      });
    }),
  };
}

/** 16-byte id, then the envelope: the same on every transport. */
export function secretFrame(secretId: string, envelope: Uint8Array): Uint8Array {
  const id = Buffer.from(secretId, "hex");
  const frame = new Uint8Array(id.length + envelope.length);
  frame.set(id, 0);
  frame.set(envelope, id.length);
  return frame;
}
