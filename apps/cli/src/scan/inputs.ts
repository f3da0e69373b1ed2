import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../usage-error.ts";

/** A folder tree deeper than this is not a model collection (loops through links are not followed either). */
const MAX_DEPTH = 16;

/** Files stand for themselves, folders for the files in them, in name order. Links inside folders are not followed. */
export function expandInputs(paths: readonly string[]): string[] {
  const inputs = paths.flatMap((path) => (isFolder(path) ? filesIn(path, 0) : [path]));
  if (inputs.length === 0)
    throw new UsageError(
      "There is no file in what was given. Give the path of a model file or of a folder with some.",
    );
  return inputs;
}

function filesIn(folder: string, depth: number): string[] {
  if (depth > MAX_DEPTH) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return filesIn(join(folder, entry.name), depth + 1);
      return entry.isFile() ? [join(folder, entry.name)] : [];
    });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
