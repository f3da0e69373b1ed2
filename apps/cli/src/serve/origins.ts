import type { IncomingMessage } from "node:http";

/**
 * Which document a request belongs to. The console and the approval document are two origins on one port, so that a page
 * that was taken over cannot reach into the approval: `127.0.0.1` is the console, `localhost` the approval.
 */
export type Site = "console" | "approval";

/** Exact `Host`: anything else is a rebound name (DNS rebinding) or a stranger. */
export function siteOf(request: IncomingMessage, port: number): Site | null {
  if (request.headers.host === `127.0.0.1:${String(port)}`) return "console";
  if (request.headers.host === `localhost:${String(port)}`) return "approval";
  return null;
}

/** Exact `Origin` for everything that is not a plain page load. */
export function sameOrigin(request: IncomingMessage): boolean {
  return request.headers.origin === `http://${request.headers.host ?? ""}`;
}
