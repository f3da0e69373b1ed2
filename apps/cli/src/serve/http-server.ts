import { RpcError } from "@casemate/contract";
import type { Console } from "@casemate/supervisor";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { handleBundle } from "./bundle-route.ts";
import { readJson, sendJson } from "./http-json.ts";
import { handleIntake } from "./intake-route.ts";
import { sameOrigin, siteOf } from "./origins.ts";
import { createSessions } from "./sessions.ts";
import { createStaticFiles } from "./static-files.ts";
import { createWebSockets } from "./web-socket.ts";

// Not imported: a static import reads every export, and one of them loads all of undici (a quarter of the command's start).
const { createServer } = process.getBuiltinModule("node:http");

const CONSOLE_PAGE = "/index.html";
const APPROVAL_PAGE = "/approve.html";
/** A page load or code exchange that takes longer is dropped; uploads have no limit but must keep moving. */
const HEADERS_TIMEOUT_MS = 10_000;

export interface WebConsole {
  readonly port: number;
  /** The address with a fresh one-time code. For a 0600 file or the terminal of the person who started it, never argv. */
  address(): string;
  /** Ends every session but `keep`, and voids the code that nobody used yet. */
  endSessions(keep: string | null): void;
  close(): Promise<void>;
}

/** Serves the console on 127.0.0.1 only. Exact `Host` on every request, exact `Origin` on everything but page loads. */
export async function serveHttp(
  console: Console,
  options: { port: number; pages: string },
): Promise<WebConsole> {
  const sessions = createSessions();
  const files = createStaticFiles(options.pages);
  const sockets = createWebSockets(console, sessions);
  let port = options.port;

  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: 0 },
    (request, response) => {
      handle(request, response).catch(() => {
        response.destroy();
      });
    },
  );
  server.on("upgrade", (request, socket, head) => {
    sockets.upgrade(siteOf(request, port), request, socket, head);
  });
  port = await listen(server, options.port);

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const site = siteOf(request, port);
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (site === null) {
      sendJson(response, 421, {
        code: "wrong_host",
        message: `Open http://127.0.0.1:${String(port)}/ instead.`,
      });
      return;
    }
    if (request.method === "GET" && site === "console" && path === "/bundle") {
      handleBundle(console, sessions, request, response);
      return;
    }
    if (request.method === "GET") {
      const page = path === "/" ? CONSOLE_PAGE : path === "/approve" ? APPROVAL_PAGE : path;
      // Each origin serves its own document and nothing of the other's.
      const foreign = page === (site === "console" ? APPROVAL_PAGE : CONSOLE_PAGE);
      if (foreign || !files.send(response, page, `ws://${request.headers.host ?? ""}`))
        sendJson(response, 404, { code: "not_found", message: "There is no such page." });
      return;
    }
    if (site !== "console" || !sameOrigin(request))
      sendJson(response, 403, {
        code: "wrong_origin",
        message: "This request did not come from the console's own page.",
      });
    else if (request.method === "POST" && path === "/session") await exchange(request, response);
    else if (request.method === "PUT" && path === "/intake") await intake(request, response);
    else sendJson(response, 404, { code: "not_found", message: "There is no such address." });
  };
  const exchange = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { code } = ((await readJson(request)) ?? {}) as { code?: unknown };
    const token = typeof code === "string" ? sessions.exchange(code) : null;
    if (token === null)
      sendJson(response, 401, {
        code: "wrong_code",
        message:
          "This address was used already. Run npm start again, or take the newest address that casemate serve printed.",
      });
    else sendJson(response, 200, { token });
  };
  const intake = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const header = request.headers.authorization ?? "";
    const session = header.startsWith("Bearer ") ? sessions.check(header.slice("Bearer ".length)) : null;
    if (session === null)
      sendJson(response, 401, {
        code: "no_session",
        message: "This page's session has ended. Open the console again.",
      });
    else await handleIntake(console, session, request, response);
  };

  return {
    port,
    address: () => `http://127.0.0.1:${String(port)}/#code=${sessions.newCode()}`,
    endSessions: (keep) => {
      sessions.endAll(keep);
      sockets.dropEnded();
    },
    close: () =>
      new Promise((resolve) => {
        sockets.close();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new RpcError(
              "in_use",
              `Port ${String(port)} is taken by another program. Choose another one with --port.`,
            )
          : error,
      );
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
