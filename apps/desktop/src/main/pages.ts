import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import type { Site } from "./origins.ts";

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
const NONCE_BYTES = 16;

export type Pages = ReadonlyMap<string, Buffer>;

/** Reads the built pages once. A request can only name what was there then: no path of a request reaches the disk. */
export function readPages(folder: string): Pages {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, path).split(sep).join("/")}`, readFileSync(path));
  }
  return files;
}

/**
 * Answers one request of a site's scheme. The address is compared byte for byte: nothing is decoded, joined or resolved.
 * @param policy the Content-Security-Policy, where it is not the one of the pages that people see
 */
export function answer(
  pages: Pages,
  site: Site,
  request: { method: string; url: string },
  policy?: string,
): Response {
  const path = pathOf(site, request.url);
  const body = path === null || path === site.foreign ? undefined : pages.get(path);
  const nonce = randomBytes(NONCE_BYTES).toString("base64url");
  const held = policy ?? pagePolicy(nonce);
  if (request.method !== "GET" || path === null || body === undefined) {
    return new Response("There is no such page.", {
      status: 404,
      headers: headersOf("text/plain; charset=utf-8", held),
    });
  }
  const extension = extname(path);
  const content =
    extension === ".html" ? body.toString("utf8").replaceAll(NONCE_PLACEHOLDER, nonce) : new Uint8Array(body);
  return new Response(content, {
    status: 200,
    headers: headersOf(TYPES[extension] ?? "application/octet-stream", held),
  });
}

/** The path after the site's origin, as it was written; null for another origin or an address with a query. */
function pathOf(site: Site, url: string): string | null {
  const address = url.split("#", 1)[0] ?? "";
  if (!address.startsWith(`${site.origin}/`) || address.includes("?")) return null;
  return address.slice(site.origin.length);
}

/** The policy of the browser console without its socket: these pages have no connection to anything but their preload. */
function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function headersOf(type: string, policy: string): Record<string, string> {
  return {
    "Content-Type": type,
    "Content-Security-Policy": policy,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy":
      "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), bluetooth=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  };
}
