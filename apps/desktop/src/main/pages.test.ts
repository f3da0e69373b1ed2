import * as fc from "fast-check";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { APPROVAL_SITE, CONSOLE_SITE, documentUrl, isDocument } from "./origins.ts";
import { answer, readPages, type Pages } from "./pages.ts";

let folder: string;
let pages: Pages;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "casemate-pages-"));
  mkdirSync(join(folder, "pages", "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "outside");
  writeFileSync(
    join(folder, "pages", "index.html"),
    '<meta content="__CSP_NONCE__"><i nonce="__CSP_NONCE__">',
  );
  writeFileSync(join(folder, "pages", "approve.html"), "approval");
  writeFileSync(join(folder, "pages", "assets", "a.js"), "export {}; // __CSP_NONCE__");
  pages = readPages(join(folder, "pages"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const get = (url: string, method = "GET"): Response => answer(pages, CONSOLE_SITE, { method, url });
const nonceOf = (response: Response): string =>
  /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1] ?? "";

describe("pages", () => {
  it("carry a fresh nonce in the policy and in the document", async () => {
    const [first, second] = [get("casemate://app/index.html#/models"), get("casemate://app/index.html")];
    const nonce = nonceOf(first);
    expect(nonce).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(await first.text()).toBe(`<meta content="${nonce}"><i nonce="${nonce}">`);
    expect(nonceOf(second)).not.toBe(nonce);
  });

  it("have exactly these headers", () => {
    const response = get("casemate://app/index.html");
    expect(Object.fromEntries(response.headers)).toEqual({
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonceOf(response)}'; connect-src 'none'; img-src 'self' data:; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
      "content-type": "text/html; charset=utf-8",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy":
        "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), bluetooth=(), payment=()",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  });

  it("are left alone when they are no documents", async () => {
    const response = get("casemate://app/assets/a.js");
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "text/javascript; charset=utf-8",
      "export {}; // __CSP_NONCE__",
    ]);
  });

  it.each([
    ["the other site's document", "casemate://app/approve.html"],
    ["a parent folder", "casemate://app/../secret.txt"],
    ["an encoded parent folder", "casemate://app/%2e%2e/secret.txt"],
    ["an encoded slash", "casemate://app/assets%2fa.js"],
    ["a backslash", "casemate://app/..\\secret.txt"],
    ["a doubled slash", "casemate://app//index.html"],
    ["the folder itself", "casemate://app/"],
    ["a query", "casemate://app/index.html?x=1"],
    ["a zero byte", "casemate://app/index.html\0"],
    ["another host", "casemate://app.evil/index.html"],
    ["a user name", "casemate://app@evil/index.html"],
    ["another scheme", "file:///etc/passwd"],
    ["a name of Object", "casemate://app/__proto__"],
  ])("are not found under %s", (_what, url) => {
    const response = get(url);
    expect([response.status, nonceOf(response)]).toEqual([404, expect.stringMatching(/^.{22}$/)]);
  });

  it("are not found for any address but their own", () => {
    const known = new Set(["casemate://app/index.html", "casemate://app/assets/a.js"]);
    fc.assert(
      fc.property(fc.webPath(), fc.string(), (path, tail) => {
        const url = `casemate://app${path}${tail}`;
        expect(get(url).status).toBe(known.has(url.split("#", 1)[0] ?? "") ? 200 : 404);
      }),
      { numRuns: 50 },
    );
  });

  it("answer nothing but GET", () => {
    expect(["HEAD", "POST", "PUT"].map((method) => get("casemate://app/index.html", method).status)).toEqual([
      404, 404, 404,
    ]);
  });

  it("serve each site its own document", () => {
    const approval = (url: string): number => answer(pages, APPROVAL_SITE, { method: "GET", url }).status;
    expect([
      approval(documentUrl(APPROVAL_SITE, "a".repeat(32))),
      approval("casemate-approval://app/assets/a.js"),
      approval("casemate-approval://app/index.html"),
      approval("casemate://app/approve.html"),
    ]).toEqual([200, 200, 404, 404]);
  });
});

describe("isDocument", () => {
  it.each([
    ["casemate://app/index.html", true],
    ["casemate://app/index.html#/chat", true],
    ["casemate://app/index.html?a", false],
    ["casemate://app/approve.html", false],
    ["casemate-approval://app/approve.html", false],
    ["https://app/index.html", false],
  ])("of %s is %s", (url, expected) => {
    expect(isDocument(CONSOLE_SITE, url)).toBe(expected);
  });
});
