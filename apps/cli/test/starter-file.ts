import { buildStarterModel } from "@casemate/testkit";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

let folder: string | null = null;

/** The self-made model as a file; made once per test file. */
export function starterFile(): string {
  folder ??= mkdtempSync(join(tmpdir(), "casemate-starter-"));
  const path = join(folder, "starter.gguf");
  writeFileSync(path, buildStarterModel());
  return path;
}

afterAll(() => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
});
