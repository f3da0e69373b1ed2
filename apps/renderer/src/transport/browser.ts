import { RpcError, type Port } from "@casemate/contract";
import * as z from "zod";
import { parseFrame, secretFrame } from "./framing.ts";
import type { TakenIn, Transport } from "./transport.ts";

const PROTOCOL = "casemate.v1";
/** A handshake on loopback takes milliseconds; after this the attempt counts as failed. */
const HANDSHAKE_MS = 8_000;

const Taken = z.object({ modelId: z.string(), jobId: z.string(), known: z.boolean().default(false) });
const Refusal = z.object({ code: z.string(), message: z.string() });

/**
 * Opens the WebSocket of the page's own server. `credential` is `token.<hex>` for the console and `approval.<id>` for the approval document.
 * Rejects with `RpcError("closed")` when nothing answers or the credential is not accepted: a page cannot tell the two apart here.
 */
export async function openBrowser(credential: string, bearer: string | null): Promise<Transport> {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/ws`, [PROTOCOL, credential]);
  socket.binaryType = "arraybuffer";
  await opened(socket);
  return {
    kind: "browser",
    port: socketPort(socket),
    sendSecret: (secretId, envelope) => {
      socket.send(secretFrame(secretId, envelope));
    },
    takeIn: (file) => putFile(file, bearer),
    close: () => {
      socket.close();
    },
  };
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      clearTimeout(timer);
      socket.close();
      reject(new RpcError("closed", "The console is not running."));
    };
    const timer = setTimeout(fail, HANDSHAKE_MS);
    socket.addEventListener(
      "open",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
    socket.addEventListener("error", fail, { once: true });
    socket.addEventListener("close", fail, { once: true });
  });
}

/** The JSON port of an open socket. A send after the end is dropped: `onClose` has told the caller. */
export function socketPort(socket: WebSocket): Port {
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => {
      socket.addEventListener("message", (event) => {
        listener(parseFrame(event.data));
      });
    },
    onClose: (listener) => {
      if (socket.readyState >= WebSocket.CLOSING) listener();
      else
        socket.addEventListener(
          "close",
          () => {
            listener();
          },
          { once: true },
        );
    },
  };
}

async function putFile(file: File, bearer: string | null): Promise<TakenIn> {
  let response: Response;
  try {
    response = await fetch(`/intake?name=${encodeURIComponent(file.name)}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${bearer ?? ""}`, "content-type": "application/octet-stream" },
      body: file,
      cache: "no-store",
    });
  } catch {
    throw new RpcError(
      "unreadable",
      "The file could not be sent. It may have changed, be a folder, or not be readable, or the console stopped. Nothing was kept.",
    );
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) {
    const taken = Taken.safeParse(body);
    if (taken.success) return taken.data;
  }
  const refusal = Refusal.safeParse(body);
  if (refusal.success) throw new RpcError(refusal.data.code, refusal.data.message);
  throw new RpcError(
    "internal",
    `The console answered ${String(response.status)} and did not take the file. Nothing was kept.`,
  );
}
