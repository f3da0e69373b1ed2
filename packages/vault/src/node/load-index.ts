import { join } from "node:path";
import type { DiskFs } from "./disk-fs.ts";
import { openState, type IndexPointer, type Region } from "./header-region.ts";
import type { KeyMemory } from "./key-memory.ts";
import { readObject } from "./object-store.ts";
import { decodeIndex, EMPTY_INDEX, type VaultIndex } from "./vault-index.ts";

export interface ContainerParts {
  readonly fs: DiskFs;
  /** The data directory. */
  readonly home: string;
  readonly keys: KeyMemory;
}

export function headerPath(home: string): string {
  return join(home, "vault", "header");
}

/** The index that a region points to, its keys held; null when state or index were altered or are missing. */
export function loadIndex(
  parts: ContainerParts,
  region: Region,
  masterKey: Buffer,
): { pointer: IndexPointer; index: VaultIndex } | null {
  const state = openState(region, masterKey);
  if (state === null) return null;
  const pointer = { ...state, key: parts.keys.hold(state.key) };
  state.key.fill(0);
  if (pointer.generation === 0) return { pointer, index: EMPTY_INDEX };
  try {
    const bytes = readObject(parts.fs, parts.home, pointer.name, pointer.key);
    const index = decodeIndex(bytes, parts.keys);
    bytes.fill(0);
    return index && { pointer, index };
  } catch {
    return null;
  }
}
