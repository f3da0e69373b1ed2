import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./lib/paths.mjs";

/** A toy tree: every file breaks the rules named beside it, or none. */
const files: Record<string, { text: string; breaks: string[] }> = {
  "packages/contract/src/index.ts": {
    text: 'import { z } from "zod"; import "better-sqlite3"; export const contract = z;',
    breaks: ["contract-stands-alone", "native-only-in-entries"],
  },
  "packages/contract/src/reads-files.ts": {
    text: 'import "node:fs";',
    breaks: ["common-is-pure", "contract-stands-alone"],
  },
  "packages/vault/src/index.ts": { text: 'export { a } from "./common/a.ts";', breaks: [] },
  "packages/vault/src/common/a.ts": {
    text: 'import "node:crypto"; export const a = 1;',
    breaks: ["common-is-pure"],
  },
  "packages/vault/src/common/b.ts": { text: 'import "../node/disk.ts";', breaks: ["common-stays-below"] },
  "packages/vault/src/node/disk.ts": {
    text: 'import "node:fs"; import type { Db } from "better-sqlite3"; export type D = Db;',
    breaks: [],
  },
  "packages/vault/src/node/native.ts": {
    text: 'import "better-sqlite3";',
    breaks: ["native-only-in-entries"],
  },
  "packages/vault/src/node/lazy.ts": {
    text: 'export const load = () => import("better-sqlite3");',
    breaks: ["native-only-in-entries"],
  },
  "packages/vault/src/node/starts-child.ts": {
    text: 'import "../entry/keeper.ts";',
    breaks: ["entries-are-ends"],
  },
  "packages/vault/src/entry/keeper.ts": {
    text: 'import "better-sqlite3"; import "../node/disk.ts";',
    breaks: [],
  },
  "packages/vault/src/node/sibling.ts": {
    text: 'import "@casemate/audit";',
    breaks: ["siblings-do-not-meet"],
  },
  "packages/vault/src/node/upwards.ts": {
    text: 'import "@casemate/supervisor";',
    breaks: ["siblings-do-not-meet"],
  },
  "packages/vault/src/node/kit.ts": { text: 'import "@casemate/testkit";', breaks: ["testkit-is-for-tests"] },
  "packages/vault/src/node/kit.test.ts": { text: 'import "@casemate/testkit";', breaks: [] },
  "packages/vault/src/node/kit.test-support.ts": { text: 'import "@casemate/testkit";', breaks: [] },
  "packages/vault/src/node/uses-test.ts": {
    text: 'import "./kit.test.ts";',
    breaks: ["tests-are-not-shipped"],
  },
  "packages/vault/src/node/lost.ts": { text: 'import "./nowhere.ts";', breaks: ["resolves"] },
  "packages/vault/src/node/loop-1.ts": { text: 'import "./loop-2.ts";', breaks: ["no-cycles"] },
  // A loop is reported once, at its first file.
  "packages/vault/src/node/loop-2.ts": { text: 'import "./loop-1.ts";', breaks: [] },
  "packages/audit/src/index.ts": { text: "export const audit = 1;", breaks: [] },
  "packages/audit/src/node/deep.ts": {
    text: 'import "../../../contract/src/reads-files.ts";',
    breaks: ["no-deep-imports"],
  },
  "packages/audit/src/node/app.ts": {
    text: 'import "../../../../apps/cli/src/main.ts";',
    breaks: ["packages-never-import-apps"],
  },
  "packages/audit/src/node/window.ts": { text: 'import "electron";', breaks: ["electron-only-in-desktop"] },
  "packages/testkit/src/index.ts": { text: 'import "@casemate/contract";', breaks: [] },
  "packages/testkit/src/vault.ts": {
    text: 'import "@casemate/vault";',
    breaks: ["testkit-knows-the-contract"],
  },
  "packages/supervisor/src/index.ts": {
    text: 'import "@casemate/vault"; import "@casemate/audit";',
    breaks: [],
  },
  "apps/cli/src/main.ts": { text: 'import "@casemate/supervisor"; import "@casemate/testkit";', breaks: [] },
  "apps/cli/src/window.ts": {
    text: 'import "../../desktop/src/main/main.ts";',
    breaks: ["apps-stand-alone"],
  },
  "apps/desktop/src/main/main.ts": { text: 'import "electron"; import "@casemate/supervisor";', breaks: [] },
  "apps/renderer/src/main.tsx": { text: 'import "@casemate/contract";', breaks: [] },
  "apps/renderer/src/vault.ts": { text: 'import "@casemate/vault";', breaks: ["renderer-talks-by-contract"] },
  "apps/renderer/src/path.ts": { text: 'import "node:path";', breaks: ["renderer-has-no-node"] },
  "bench/deep.ts": { text: 'import "../packages/vault/src/node/disk.ts";', breaks: [] },
  "e2e/deep.ts": {
    text: 'import "../packages/vault/src/node/disk.ts";',
    breaks: ["no-deep-imports-from-outside"],
  },
};

let toy = "";

function put(path: string, text: string): void {
  mkdirSync(dirname(join(toy, path)), { recursive: true });
  writeFileSync(join(toy, path), text);
}

function putPackage(folder: string, name: string, main: string): void {
  put(`${folder}/package.json`, JSON.stringify({ name, type: "module", exports: { ".": main } }));
}

interface Report {
  summary: { violations: { from: string; rule: { name: string } }[] };
}

function cruise(): Promise<Report> {
  const script = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
  const args = [
    script,
    "--config",
    ".dependency-cruiser.mjs",
    "--output-type",
    "json",
    "packages",
    "apps",
    "bench",
    "e2e",
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: toy, maxBuffer: 1 << 26 }, (_error, stdout) => {
      resolve(JSON.parse(stdout) as Report);
    });
  });
}

beforeAll(() => {
  toy = mkdtempSync(join(tmpdir(), "casemate-layers-"));
  put(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: { module: "nodenext", allowImportingTsExtensions: true, noEmit: true },
    }),
  );
  put("package.json", JSON.stringify({ name: "toy", type: "module" }));
  cpSync(join(root, ".dependency-cruiser.mjs"), join(toy, ".dependency-cruiser.mjs"));
  for (const name of ["better-sqlite3", "electron", "zod"]) {
    putPackage(`node_modules/${name}`, name, "./index.js");
    put(`node_modules/${name}/index.js`, "export const z = 1;");
  }
  for (const name of ["contract", "vault", "audit", "testkit", "supervisor"]) {
    putPackage(`packages/${name}`, `@casemate/${name}`, "./src/index.ts");
    mkdirSync(join(toy, "node_modules", "@casemate"), { recursive: true });
    symlinkSync(join("..", "..", "packages", name), join(toy, "node_modules", "@casemate", name)); // as npm links a workspace
  }
  for (const [path, { text }] of Object.entries(files)) put(path, text);
});

afterAll(() => {
  rmSync(toy, { recursive: true, force: true });
});

test("every planted breach fires its own rule, and nothing else fires", async () => {
  const { summary } = await cruise();
  const fired: Record<string, string[]> = {};
  for (const path of Object.keys(files)) {
    fired[path] = [
      ...new Set(summary.violations.filter((entry) => entry.from === path).map((entry) => entry.rule.name)),
    ].sort();
  }
  expect(fired).toEqual(
    Object.fromEntries(Object.entries(files).map(([path, { breaks }]) => [path, [...breaks].sort()])),
  );
});
