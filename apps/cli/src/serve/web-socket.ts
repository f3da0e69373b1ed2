import type { Caller, Port } from "@casemate/contract";
import { MAX_SECRET_FRAME, type Console } from "@casemate/supervisor";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { sameOrigin, type Site } from "./origins.ts";
import type { Sessions } from "./sessions.ts";

/** Largest message from a page, in bytes: the longest chat message in UTF-8 with JSON escapes, or one secret frame. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** A page that hangs does not answer the closing of its connection: after this long it is dropped, in milliseconds. */
const CLOSING_MS = 100;
/** A code of our own (RFC 6455, section 7.4.2): the session was ended. */
const SESSION_ENDED = 4001;
const PROTOCOL = "casemate.v1";
/** A person has a few pages open; more connections than this are refused. */
const MAX_CONNECTIONS = 32;

/** Upgrades authenticated requests to a port of the contract. Everything else is dropped without an answer. */
export function createWebSockets(
  console: Console,
  sessions: Sessions,
): {
  upgrade(site: Site | null, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes the connections of sessions that do not live any more; what was sent before arrives first. */
  dropEnded(): void;
  close(): void;
} {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: Math.max(MAX_MESSAGE_BYTES, MAX_SECRET_FRAME),
    perMessageDeflate: false,
    handleProtocols: () => PROTOCOL,
  });
  const browsers = new Map<WebSocket, string>();
  return {
    dropEnded: () => {
      for (const [webSocket, session] of browsers) {
        if (sessions.lives(session)) continue;
        webSocket.close(SESSION_ENDED, "session ended");
        setTimeout(() => {
          webSocket.terminate();
        }, CLOSING_MS).unref();
      }
    },
    upgrade: (site, request, socket, head) => {
      const caller =
        site && request.url === "/ws" && sameOrigin(request)
          ? authenticate(console, site, request, sessions)
          : null;
      if (!caller || server.clients.size >= MAX_CONNECTIONS) {
        socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        if (caller.via === "browser") {
          browsers.set(webSocket, caller.session);
          webSocket.on("close", () => browsers.delete(webSocket));
        }
        attach(console, webSocket, caller);
      });
    },
    close: () => {
      server.clients.forEach((client) => {
        client.terminate();
      });
      server.close();
    },
  };
}

/** The token rides in the subprotocol list: it is in no address, no log and no referrer. */
function authenticate(
  console: Console,
  site: Site,
  request: IncomingMessage,
  sessions: Sessions,
): Caller | null {
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  if (offered[0] !== PROTOCOL) return null;
  if (site === "approval") {
    const id = offered.find((name) => name.startsWith("approval."))?.slice("approval.".length) ?? "";
    // The id is the key: 128 random bits that only the console's own page and the command line were told.
    return console.isPending(id) ? { via: "approval", session: id, request: id } : null;
  }
  const token = offered.find((name) => name.startsWith("token."))?.slice("token.".length) ?? "";
  const session = sessions.check(token);
  return session === null ? null : { via: "browser", session };
}

function attach(console: Console, webSocket: WebSocket, caller: Caller): void {
  const listeners: ((message: unknown) => void)[] = [];
  const port: Port = {
    send: (message) => {
      if (webSocket.readyState === webSocket.OPEN) webSocket.send(JSON.stringify(message));
    },
    onMessage: (listener) => {
      listeners.push(listener);
    },
    onClose: (listener) => {
      webSocket.on("close", listener);
    },
  };
  const attached = console.attach(port, caller);
  webSocket.on("error", () => {
    webSocket.terminate();
  });
  webSocket.on("message", (data: Buffer, isBinary) => {
    if (isBinary) {
      attached.secretFrame(data);
      return;
    }
    try {
      const message: unknown = JSON.parse(data.toString("utf8"));
      listeners.forEach((listener) => {
        listener(message);
      });
    } catch {
      webSocket.close(1003, "not JSON");
    }
  });
}
