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
 * Takes over what intake wrote: checks that the key opens it, renames it to a random name, then commits. A crash before the commit
 * leaves an object without a key, which the next unlock removes. Idempotent for the same id and digest. Throws `exists`, `missing`,
 * `damaged`, `disk_full`, `not_saved`.
 */
export function adoptFile(container: Container, adoption: Adoption): StoredFile {
  const { fs, home, keys } = container.parts;
  const { id, bytes, sha256, meta } = adoption;
  const there = container.index.files.get(id);
  if (there?.sha256 === sha256) return describe(container, there);
  if (there) throw new RpcError("exists", "There is another file under this id in the vault.");
  const part = objectPath(home, "quarantine", adoption.name + PART);
  checkPart(container, part, adoption);
  const object = newObjectName();
  const final = objectPath(home, "quarantine", object);
  try {
    fs.rename(part, final);
    fs.syncFolder(folderOf(home, "quarantine"));
  } catch (error) {
    throw writeError(error, "nothing was changed");
  }
  const entry: FileEntry = {
    id,
    place: "quarantine",
    object,
    movedFrom: null,
    bytes,
    sha256,
    meta,
    key: keys.hold(adoption.key),
  };
  container.commit((index) => withEntry(index, entry));
  return describe(container, entry);
}

function checkPart(container: Container, part: string, { key, bytes }: Adoption): void {
  const { fs } = container.parts;
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
  const entry = findFile(container, id);
  if (entry.meta !== meta) container.commit((index) => withEntry(index, { ...entry, meta }));
  return describe(container, findFile(container, id));
}

/**
 * Moves a file from quarantine into the vault: the commit decides, the rename follows and is finished later if a crash comes between.
 * Constant time. Idempotent.
 */
export function admitFile(container: Container, id: string, meta: string): StoredFile {
  const entry = findFile(container, id);
  if (entry.place === "vault") return setFileMeta(container, id, meta);
  const from = finishMove(container.parts, entry);
  const movedFrom = { place: from.place, object: from.object };
  container.commit((index) =>
    withEntry(index, { ...entry, meta, place: "vault", object: newObjectName(), movedFrom }),
  );
  return describe(container, findFile(container, id));
}

/**
 * Destroys a file: the commit forgets its key (and overwrites the key of the index that held it), then the object goes. On a full disk the
 * object goes first, because only that makes room. Constant time. Idempotent.
 */
export function destroyFile(container: Container, id: string): void {
  const entry = container.index.files.get(id);
  if (!entry) return;
  const { fs, home } = container.parts;
  const remove = (): void => {
    removeQuietly(fs, objectPath(home, entry.place, entry.object));
    if (entry.movedFrom) removeQuietly(fs, objectPath(home, entry.movedFrom.place, entry.movedFrom.object));
  };
  const forget = (index: VaultIndex): VaultIndex => ({
    ...index,
    files: new Map([...index.files].filter(([key]) => key !== id)),
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

function withEntry(index: VaultIndex, entry: FileEntry): VaultIndex {
  return { ...index, files: new Map(index.files).set(entry.id, entry) };
}

function describe(container: Container, entry: FileEntry): StoredFile {
  const { id, bytes, sha256, meta, place } = entry;
  const at: { place: Place; object: string } = finishMove(container.parts, entry);
  return { id, place, path: `${at.place}/${at.object}`, bytes, sha256, meta };
}
