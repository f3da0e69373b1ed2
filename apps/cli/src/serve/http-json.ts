import type { IncomingMessage, ServerResponse } from "node:http";
import { securityHeaders } from "./static-files.ts";

/** Largest JSON body that any route takes, in bytes. */
const MAX_BODY_BYTES = 4096;

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent) return;
  response.writeHead(status, { "Content-Type": "application/json", ...securityHeaders(null, null) });
  response.end(JSON.stringify(value));
}

/** The body as JSON, or null when it is too long or no JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_BODY_BYTES) return null;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    return null;
  }
}
