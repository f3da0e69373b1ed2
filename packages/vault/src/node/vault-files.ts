import { RpcError } from "@casemate/contract";
import type { StoredFile } from "../common/keeper-contract.ts";
import { finishMove, type Container } from "./container.ts";
import { readError, writeError } from "./disk-error.ts";
import { folderOf, newObjectName, objectPath, PART, type Place } from "./object-store.ts";
import { removeQuietly, withFile } from "./disk-fs.ts";
import { pageOf } from "./page.ts";
import { openSealedFile } from "./sealed-reader.ts";
import type { FileEntry, VaultIndex } from "./vault-index.ts";

export interface Adoption {
  readonly id: string;
  /** Intake wrote `quarantine/<name>.part`. */
  readonly name: string;
  readonly key: Uint8Array;
  readonly bytes: number;
  readonly sha256: string;
  readonly meta: string;
}

/**
 * Takes over what intake wrote for one model: checks that every key opens its file, renames the files to random names, then commits all of
 * them at once. A crash before the commit leaves objects without a key, which the next unlock removes. Idempotent for the same ids and
 * digests. The first one's entry is answered. Throws `exists`, `missing`, `damaged`, `disk_full`, `not_saved`.
 */
export function adoptFiles(container: Container, adoptions: readonly Adoption[]): StoredFile {
  const [first, ...further] = adoptions;
  if (!first) throw new RangeError("a model has at least one file");
  const there = adoptions.map(({ id }) => container.index.files.get(id));
  if (there[0] && adoptions.every(({ sha256 }, index) => there[index]?.sha256 === sha256))
    return describe(container, there[0]);
  if (there.some(Boolean) || new Set(adoptions.map(({ id }) => id)).size < adoptions.length)
    throw new RpcError("exists", "There is another file under this id in the vault.");
  for (const adoption of adoptions) checkPart(container, adoption);
  const objects = placeParts(container, adoptions);
  const entries = adoptions.map((adoption, index) => entryOf(container, adoption, objects[index] ?? ""));
  container.commit((index) =>
    withEntries(
      index,
      entries.map((entry) =>
        further.some(({ id }) => id === entry.id) ? { ...entry, partOf: first.id } : entry,
      ),
    ),
  );
  return describe(container, findFirst(container, first.id));
}

function entryOf(
  { parts: { keys } }: Container,
  { id, key, bytes, sha256, meta }: Adoption,
  object: string,
): FileEntry {
  return { id, place: "quarantine", object, movedFrom: null, bytes, sha256, meta, key: keys.hold(key) };
}

/** Gives all parts random names, durably; answers these. A failure leaves none of them. */
function placeParts({ parts: { fs, home } }: Container, adoptions: readonly Adoption[]): string[] {
  const objects = adoptions.map(() => newObjectName());
  try {
    adoptions.forEach(({ name }, index) => {
      fs.rename(
        objectPath(home, "quarantine", name + PART),
        objectPath(home, "quarantine", objects[index] ?? ""),
      );
    });
    fs.syncFolder(folderOf(home, "quarantine"));
    return objects;
  } catch (error) {
    for (const object of objects) removeQuietly(fs, objectPath(home, "quarantine", object));
    throw writeError(error, "nothing was changed");
  }
}

function checkPart(container: Container, { name, key, bytes }: Adoption): void {
  const { fs, home } = container.parts;
  const part = objectPath(home, "quarantine", name + PART);
  try {
    const size = withFile(fs, fs.openRead(part), (fd) => {
      const file = openSealedFile(fd, key);
      file.close();
      return file.size;
    });
    if (size !== bytes)
      throw new RpcError(
        "damaged",
        "The file that was just stored has not the size that was read. Import it again.",
      );
  } catch (error) {
    throw readError(error, "The file that was just stored");
  }
}

/** A page of them; from the first on, also when the one to go on after is gone. */
export function listFiles(
  container: Container,
  after: string | null,
): { files: StoredFile[]; next: string | null } {
  const { files } = container.index;
  const { page, next } = pageOf(files.values(), files.has(after ?? "") ? after : null);
  return { files: page.map((entry) => describe(container, entry)), next };
}

/** Throws `not_found`, `disk_full`, `not_saved`. */
export function setFileMeta(container: Container, id: string, meta: string): StoredFile {
  const entry = findFirst(container, id);
  if (entry.meta !== meta) container.commit((index) => withEntries(index, [{ ...entry, meta }]));
  return describe(container, findFirst(container, id));
}

/**
 * Moves all files of a model from quarantine into the vault: one commit decides, the renames follow and are finished later if a crash comes
 * between. Idempotent.
 */
export function admitFile(container: Container, id: string, meta: string): StoredFile {
  const first = findFirst(container, id);
  if (first.place === "vault") return setFileMeta(container, id, meta);
  const moved = filesOf(container, id).map((entry): FileEntry => {
    const from = finishMove(container.parts, entry);
    const movedFrom = { place: from.place, object: from.object };
    return {
      ...entry,
      place: "vault",
      object: newObjectName(),
      movedFrom,
      meta: entry.id === id ? meta : entry.meta,
    };
  });
  container.commit((index) => withEntries(index, moved));
  filesOf(container, id).forEach((entry) => finishMove(container.parts, entry));
  return describe(container, findFirst(container, id));
}

/**
 * Destroys all files of a model: the commit forgets their keys (and overwrites the key of the index that held them), then the objects go. On a
 * full disk the objects go first, because only that makes room. Idempotent.
 */
export function destroyFile(container: Container, id: string): void {
  const entries = container.index.files.has(id) ? filesOf(container, findFirst(container, id).id) : [];
  if (entries.length === 0) return;
  const { fs, home } = container.parts;
  const remove = (): void => {
    for (const { place, object, movedFrom } of entries) {
      removeQuietly(fs, objectPath(home, place, object));
      if (movedFrom) removeQuietly(fs, objectPath(home, movedFrom.place, movedFrom.object));
    }
  };
  const gone = new Set(entries.map((entry) => entry.id));
  const forget = (index: VaultIndex): VaultIndex => ({
    ...index,
    files: new Map([...index.files].filter(([key]) => !gone.has(key))),
  });
  try {
    container.commit(forget);
  } catch (error) {
    if (!(error instanceof RpcError) || error.code !== "disk_full") throw error;
    remove();
    container.commit(forget);
  }
  remove();
}

/** Path below the data directory and the key (a cell that stays the container's). Throws `not_found`. */
export function fileKey(container: Container, id: string): { file: StoredFile; key: Uint8Array } {
  const entry = findFile(container, id);
  return { file: describe(container, entry), key: entry.key };
}

function findFile(container: Container, id: string): FileEntry {
  const entry = container.index.files.get(id);
  if (!entry)
    throw new RpcError("not_found", "There is no such file in the vault. It may have been removed.");
  return entry;
}

/** The file that stands for its model: a further one is changed with it only. */
function findFirst(container: Container, id: string): FileEntry {
  const entry = findFile(container, id);
  if (entry.partOf !== undefined)
    throw new RpcError("not_found", "This is one of several files of a model, not the model.");
  return entry;
}

/** The first file of a model and its further ones. */
function filesOf(container: Container, id: string): FileEntry[] {
  return [...container.index.files.values()].filter((entry) => entry.id === id || entry.partOf === id);
}

function withEntries(index: VaultIndex, entries: readonly FileEntry[]): VaultIndex {
  return {
    ...index,
    files: new Map([...index.files, ...entries.map((entry) => [entry.id, entry] as const)]),
  };
}

function describe(container: Container, entry: FileEntry): StoredFile {
  const { id, bytes, sha256, meta, place } = entry;
  const at: { place: Place; object: string } = finishMove(container.parts, entry);
  return { id, place, path: `${at.place}/${at.object}`, bytes, sha256, meta, partOf: entry.partOf ?? null };
}
