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

/** The same with a text behind it: held, because a person should look at what it is. */
export function heldFile(): string {
  const path = `${starterFile()}.held.gguf`;
  writeFileSync(path, Buffer.concat([buildStarterModel(), Buffer.from("made by somebody".repeat(256))]));
  return path;
}

afterAll(() => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
});
