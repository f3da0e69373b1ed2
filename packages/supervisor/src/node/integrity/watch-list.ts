import type { WatchedFile, WatchedGroup } from "@casemate/incidents";
import type { StoredFile } from "@casemate/vault";
import { createHash } from "node:crypto";
import { basename, dirname, relative, sep } from "node:path";
import type { Home } from "../home.ts";
import { readWhole } from "../whole-file.ts";

/** Lists and policies that people write have some kilobytes; their readers set their own, smaller limits. */
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/** The folder that holds all of Casemate's own files, and those files below it. */
export interface Programs {
  readonly folder: string;
  readonly files: readonly WatchedFile[];
}

/** `programs`: absolute path → SHA-256, or null where no list names one: then it is learnt at the first reading. */
export function programFiles(programs: ReadonlyMap<string, string | null>): Programs {
  const folder = [...programs.keys()].map(dirname).reduce(commonFolder);
  const files = [...programs].map(([path, sha256]) => ({
    group: "program" as const,
    path: relative(folder, path).split(sep).join("/"),
    bytes: null,
    sha256,
  }));
  return { folder, files };
}

export function watchedFolders(home: Home, programs: Programs): Record<WatchedGroup, string> {
  const { root } = home;
  return { program: programs.folder, policy: root, trust: root, models: root, canaries: root };
}

/** What a person decided, as it is now. A file that is not there is not watched. */
export function decidedFiles(home: Home): WatchedFile[] {
  return placesOf(home).flatMap(([group, path]) => fileAt(group, path));
}

/** Every file that a person decides with, there or not. */
export function decidedPlaces(home: Home): Pick<WatchedFile, "group" | "path">[] {
  return placesOf(home).map(([group, path]) => ({ group, path: basename(path) }));
}

function placesOf(home: Home): readonly (readonly [WatchedGroup, string])[] {
  return [
    ["policy", home.policy],
    ["policy", home.callPolicy],
    ["trust", home.pins],
    ["trust", home.blocks],
  ];
}

/** The sealed files of models that were admitted, as the vault's index names them; digests of the ciphertext are learnt. */
export function modelFiles(stored: readonly StoredFile[]): WatchedFile[] {
  return stored
    .filter(({ place }) => place === "vault")
    .map(({ path }) => ({ group: "models" as const, path, bytes: null, sha256: null }));
}

function fileAt(group: WatchedGroup, path: string): WatchedFile[] {
  let bytes: Uint8Array;
  try {
    bytes = readWhole(path, MAX_LIST_BYTES);
  } catch {
    return [];
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return [{ group, path: basename(path), bytes: bytes.length, sha256 }];
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (folder !== b && !b.startsWith(folder.endsWith(sep) ? folder : folder + sep))
    folder = dirname(folder);
  return folder;
}
