import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
};
const NONCE_PLACEHOLDER = "__CSP_NONCE__";

/** The pages, read once at start: a request can only name what was there then, so no path of a request reaches the disk. */
export function createStaticFiles(folder: string): {
  send(response: ServerResponse, path: string, socketOrigin: string): boolean;
} {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, path).split(sep).join("/")}`, readFileSync(path));
  }
  return {
    send: (response, path, socketOrigin) => {
      const body = files.get(path);
      if (!body) return false;
      const type = TYPES[extname(path)] ?? "application/octet-stream";
      const nonce = randomBytes(16).toString("base64url");
      const html = extname(path) === ".html";
      response.writeHead(200, { "Content-Type": type, ...securityHeaders(nonce, socketOrigin) });
      response.end(html ? body.toString("utf8").replaceAll(NONCE_PLACEHOLDER, nonce) : body);
      return true;
    },
  };
}

/** On every answer; null for answers that are no page. Scripts only from this server; no frames, forms, plugins, other origins; nothing kept by the browser. */
export function securityHeaders(nonce: string | null, socketOrigin: string | null): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    nonce === null ? "style-src 'none'" : `style-src 'self' 'nonce-${nonce}'`,
    socketOrigin === null ? "connect-src 'none'" : `connect-src 'self' ${socketOrigin}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  };
}
