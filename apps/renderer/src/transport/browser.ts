import { RpcError, type DroppedFiles, type Port } from "@casemate/contract";
import * as z from "zod";
import { parseFrame, secretFrame } from "./framing.ts";
import type { DroppedModel, TakenIn, Transport } from "./transport.ts";

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
    takeIn: (model) => putModel(model, bearer),
    saveBundle: (ticket) => {
      // The server names the file and says that it is one; the address is worth nothing afterwards.
      const link = document.createElement("a");
      link.href = `/bundle?ticket=${encodeURIComponent(ticket)}`;
      link.download = "";
      link.click();
      return Promise.resolve("begun");
    },
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

/** A file as it is; several one after another behind a list of them (see the console's intake route). */
function bodyOf({ files }: DroppedModel): { type: string; body: Blob } {
  const [first] = files;
  if (first && files.length === 1) return { type: "application/octet-stream", body: first.file };
  const named: DroppedFiles = files.map(({ name, file }) => ({ name, bytes: file.size }));
  const list = new TextEncoder().encode(JSON.stringify(named));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, list.length, true);
  return {
    type: "application/x-casemate-files",
    body: new Blob([length, list, ...files.map(({ file }) => file)]),
  };
}

async function putModel(model: DroppedModel, bearer: string | null): Promise<TakenIn> {
  const { type, body: sent } = bodyOf(model);
  let response: Response;
  try {
    response = await fetch(`/intake?name=${encodeURIComponent(model.name)}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${bearer ?? ""}`, "content-type": type },
      body: sent,
      cache: "no-store",
    });
  } catch {
    throw new RpcError(
      "unreadable",
      "The model could not be sent. A file of it may have changed or not be readable, or the console stopped. Nothing was kept.",
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
