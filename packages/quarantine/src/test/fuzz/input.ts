import type { CorpusFile } from "@casemate/testkit";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes an input as a folder: files in order, names escaped, so that a failing one can be judged again. */
export function writeInput(folder: string, files: readonly CorpusFile[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  files.forEach(({ name, bytes }, index) => {
    const place = String(index).padStart(4, "0");
    writeFileSync(join(folder, `${place}-${encodeURIComponent(name.toWellFormed()).slice(0, 200)}`), bytes);
  });
}

/** Reads what `writeInput` wrote, or a single file. */
export function readInput(path: string): readonly CorpusFile[] {
  if (statSync(path).isFile()) return [{ name: "model.gguf", bytes: new Uint8Array(readFileSync(path)) }];
  return readdirSync(path)
    .sort()
    .map((entry) => ({
      name: nameIn(entry),
      bytes: new Uint8Array(readFileSync(join(path, entry))),
    }));
}

function nameIn(entry: string): string {
  const escaped = entry.slice(5);
  try {
    return decodeURIComponent(escaped);
  } catch {
    // A long name was cut inside of an escape.
    return escaped;
  }
}
