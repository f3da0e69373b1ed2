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

/** The same with 4 KiB of zeros behind it: held, because a person should look at what they are. */
export function heldFile(): string {
  const path = `${starterFile()}.held.gguf`;
  writeFileSync(path, Buffer.concat([buildStarterModel(), Buffer.alloc(4096)]));
  return path;
}

afterAll(() => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
});
