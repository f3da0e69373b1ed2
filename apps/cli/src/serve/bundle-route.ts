import type { Console } from "@casemate/supervisor";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "./http-json.ts";
import type { Sessions } from "./sessions.ts";
import { securityHeaders } from "./static-files.ts";

const TICKET = /^[0-9a-f]{32}$/;

/**
 * `GET /bundle?ticket=…`: a forensic bundle as a download. The address is worth something once and for a minute: the page gets the ticket over its
 * own connection, and it counts only while that page's session does. A browser that says where the request comes from must say "this page".
 */
export function handleBundle(
  console: Console,
  sessions: Sessions,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const ticket = new URL(request.url ?? "/", "http://127.0.0.1").searchParams.get("ticket") ?? "";
  const site = request.headers["sec-fetch-site"] ?? "same-origin";
  // Looked at first: a stranger's link must not use a ticket up.
  const bundle = site === "same-origin" && TICKET.test(ticket) ? console.takeBundle(ticket) : null;
  const theirs = bundle?.caller.via === "browser" && sessions.lives(bundle.caller.session);
  const bytes = theirs ? bundle.bytes() : null;
  if (!bundle || bytes === null) {
    sendJson(response, 404, {
      code: "not_found",
      message: "There is no such file any more. Ask for it again on the Log page.",
    });
    return;
  }
  response.writeHead(200, {
    ...securityHeaders(null, null),
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename="${bundle.name}"`,
    "Content-Length": bytes.length,
  });
  response.end(bytes);
}
