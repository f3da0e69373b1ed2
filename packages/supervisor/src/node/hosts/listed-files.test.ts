import type { RpcError } from "@casemate/contract";
import { hash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listedFiles } from "./listed-files.ts";

let folder: string;
let manifest: string;
let services: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "casemate-listed-"));
  services = join(folder, "services");
  manifest = join(folder, "manifest.json");
  mkdirSync(services);
  writeFileSync(join(services, "page.html"), "the page");
  writeFileSync(join(services, "other.html"), "not listed");
  writeFileSync(manifest, JSON.stringify({ "services/page.html": hash("sha256", "the page") }));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function read(name = "page.html"): string {
  try {
    return listedFiles(manifest, services)(name).toString();
  } catch (error) {
    return (error as RpcError).code;
  }
}

describe("a file beside the services", () => {
  it("that is as the list has it is read", () => {
    expect(read()).toBe("the page");
  });

  it.each<[string, () => string]>([
    ["was changed", () => (writeFileSync(join(services, "page.html"), "the Page"), "page.html")],
    ["is missing", () => (rmSync(join(services, "page.html")), "page.html")],
    ["is not listed", () => "other.html"],
    ["lies elsewhere", () => (writeFileSync(join(folder, "page.html"), "the page"), "../page.html")],
    ["has no list", () => (rmSync(manifest), "page.html")],
    ["has a list that is none", () => (writeFileSync(manifest, "{"), "page.html")],
  ])("that %s is not read", (_name, change) => {
    expect(read(change())).toBe("tampered");
  });

  it("whose list is changed afterwards is compared with the one from before", () => {
    const listed = listedFiles(manifest, services);
    listed("page.html");
    writeFileSync(join(services, "page.html"), "another");
    writeFileSync(manifest, JSON.stringify({ "services/page.html": hash("sha256", "another") }));
    expect(() => listed("page.html")).toThrow("was changed");
  });
});
