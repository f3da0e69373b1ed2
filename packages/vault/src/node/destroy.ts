import { randomBytes } from "node:crypto";
import { join } from "node:path";
import {
  OBJECT_NAME,
  RECOVERY_SLOT,
  REGION_BYTES,
  REGION_COUNT,
  SLOT_COUNT,
  VAULT_ID_AT,
  VAULT_ID_BYTES,
} from "../common/header-layout.ts";
import { readSmall, replaceSmall, withFile, writeAll, type DiskFs } from "./disk-fs.ts";
import { readHeader, type HeaderReading } from "./header-file.ts";
import { changedRegion } from "./header-region.ts";
import { clearSlot, markOf } from "./key-slots.ts";
import { headerPath } from "./load-index.ts";
import { folderOf, PART, type Place } from "./object-store.ts";

// What panic does to the vault's files. Nothing here needs a key, a keeper or room on the disk, everything may be done again after any
// interruption, and everything is looked at by reading it back: from the file, which on flash is not the same as from the cells.

/** Larger than any header: what stands behind one goes too. */
const MAX_HEADER_BYTES = 64 * 1024;
/** Of a sealed file the first chunk and the header with its salt and commitment; small ones whole. */
const SPOILT_BYTES = 128 * 1024;
/** Files beside the objects that a vault has, and drafts of them that a crash left. */
const OWN_FILES = /^(?:header|attempts|device)(?:\.new)?$/;

/**
 * What is known of a vault without any secret; null while neither copy of the header is whole. `id`: 32 hexadecimal digits. `recoveryMark`: of the
 * place of the recovery words, 32 hexadecimal digits. It changes when words are made or removed and by nothing else; whether words stand there it does
 * not tell.
 */
export interface VaultOnDisk {
  readonly state: HeaderReading["state"];
  readonly id: string | null;
  readonly recoveryMark: string | null;
}

export function vaultOnDisk(fs: DiskFs, home: string): VaultOnDisk {
  const reading = readHeader(fs, headerPath(home));
  if (reading.state !== "ok") return { state: reading.state, id: null, recoveryMark: null };
  const { identity, slots } = reading.newest;
  return {
    state: "ok",
    id: Buffer.from(identity.subarray(VAULT_ID_AT, VAULT_ID_AT + VAULT_ID_BYTES)).toString("hex"),
    recoveryMark: markOf(slots, RECOVERY_SLOT),
  };
}

/**
 * Overwrites every slot but that of the recovery words in both copies of the header. Answers the bytes that now stand there. Throws the system's
 * error, and RangeError when no copy is whole: then nobody can say which bytes are the recovery words.
 */
export function destroyFactors(fs: DiskFs, home: string): Buffer {
  refuseLink(fs, home);
  const reading = readHeader(fs, headerPath(home));
  if (reading.state !== "ok") throw new RangeError("The vault's header cannot be read.");
  const { newest } = reading;
  const slots = Buffer.from(newest.slots);
  for (let index = 0; index < SLOT_COUNT; index++) if (index !== RECOVERY_SLOT) clearSlot(slots, index);
  const file = Buffer.alloc(REGION_COUNT * REGION_BYTES);
  for (let copy = 1; copy <= REGION_COUNT; copy++) {
    const epoch = newest.epoch + copy;
    file.set(
      changedRegion(newest, { epoch, slots, state: newest.state }),
      (epoch % REGION_COUNT) * REGION_BYTES,
    );
  }
  if (isSharedHeader(fs, home)) {
    // In place it would also change the copy that somebody made with a hard link.
    replaceSmall(fs, folderOf(home, "vault"), headerPath(home), file);
    return file;
  }
  // The region with the lower epoch first: at every moment one of the two is whole, and the recovery words in it.
  const first = ((newest.epoch + 1) % REGION_COUNT) * REGION_BYTES;
  withFile(fs, fs.openWrite(headerPath(home)), (fd) => {
    for (const at of [first, REGION_BYTES - first]) {
      writeAll(fs, fd, file.subarray(at, at + REGION_BYTES), at);
      fs.sync(fd);
    }
  });
  spoil(fs, `${headerPath(home)}.new`);
  return file;
}

/**
 * Overwrites the whole header with random bytes. Answers them; none for a header with a second name (a hard link), which is removed and stays under the
 * other name as it is, like every copy made before. Throws the system's error, ENOENT when there is none.
 */
export function destroyHeader(fs: DiskFs, home: string): Buffer {
  refuseLink(fs, home);
  const path = headerPath(home);
  if (isSharedHeader(fs, home)) {
    fs.remove(path);
    spoil(fs, `${path}.new`);
    return Buffer.alloc(0);
  }
  const random = withFile(fs, fs.openWrite(path), (fd) => {
    const bytes = randomBytes(Math.min(MAX_HEADER_BYTES, Math.max(fs.size(fd), REGION_COUNT * REGION_BYTES)));
    writeAll(fs, fd, bytes, 0);
    fs.sync(fd);
    return bytes;
  });
  spoil(fs, `${path}.new`);
  return random;
}

/** Whether the header's file has another name. Throws nothing. */
export function isSharedHeader(fs: DiskFs, home: string): boolean {
  try {
    return withFile(fs, fs.openRead(headerPath(home)), (fd) => fs.names(fd) > 1);
  } catch {
    return false;
  }
}

/** Folders of ours in whose place a link stands. What it leads to is somebody's backup or another vault, and not ours to destroy. */
export function linkedFolders(fs: DiskFs, home: string): Place[] {
  return (["vault", "quarantine"] as const).filter((place) => fs.isLink(folderOf(home, place)));
}

function refuseLink(fs: DiskFs, home: string): void {
  if (fs.isLink(folderOf(home, "vault"))) throw new RangeError("The folder of the vault is a link.");
}

/** Whether the header's file holds exactly these bytes, and no draft of it is left. */
export function headerHolds(fs: DiskFs, home: string, bytes: Uint8Array): boolean {
  const path = headerPath(home);
  if (bytes.length === 0) return !fs.exists(path) && !fs.exists(`${path}.new`);
  return !fs.exists(`${path}.new`) && readSmall(fs, path, bytes.length + 1)?.equals(bytes) === true;
}

/**
 * Removes the vault's files and the quarantine's, their beginnings overwritten first as long as `hurry` does not say that time is up. Answers how
 * many went; `shared` of them have a second name and were not overwritten. Names that are none of ours stay, and a link in a folder's place is removed
 * without looking behind it. Throws the system's error of the first that could not be removed, after trying all.
 */
export function destroyContents(
  fs: DiskFs,
  home: string,
  hurry: () => boolean,
): { readonly removed: number; readonly shared: number } {
  let removed = 0;
  let shared = 0;
  let problem: unknown = null;
  for (const place of linkedFolders(fs, home)) {
    try {
      fs.remove(folderOf(home, place));
    } catch (error) {
      problem ??= error;
    }
  }
  for (const path of contentsLeft(fs, home)) {
    try {
      if (!hurry() && !overwriteStart(fs, path)) shared += 1;
    } catch {
      // best effort: it is removed all the same
    }
    try {
      fs.remove(path);
      removed += 1;
    } catch (error) {
      problem ??= error;
    }
  }
  for (const place of ["vault", "quarantine"] as const) {
    try {
      if (fs.exists(folderOf(home, place))) fs.syncFolder(folderOf(home, place));
    } catch (error) {
      problem ??= error;
    }
  }
  if (problem !== null) throw problem instanceof Error ? problem : new Error("A file could not be removed.");
  return { removed, shared };
}

/** Files of ours that are still there. */
export function contentsLeft(fs: DiskFs, home: string): string[] {
  const ours = (place: Place, name: string): boolean =>
    OBJECT_NAME.test(name) || name.endsWith(PART) || (place === "vault" && OWN_FILES.test(name));
  const linked = linkedFolders(fs, home);
  const places = (["vault", "quarantine"] as const).filter((place) => !linked.includes(place));
  return places.flatMap((place) => {
    const folder = folderOf(home, place);
    return fs
      .list(folder)
      .filter((name) => ours(place, name))
      .map((name) => join(folder, name));
  });
}

/** A small file goes: overwritten, then removed. Nothing when there is none. */
export function spoil(fs: DiskFs, path: string): void {
  if (!fs.exists(path)) return;
  try {
    overwriteStart(fs, path);
  } finally {
    fs.remove(path);
  }
}

/** False when the file has a second name: its bytes are somebody's copy too, and stay. */
function overwriteStart(fs: DiskFs, path: string): boolean {
  return withFile(fs, fs.openWrite(path), (fd) => {
    if (fs.names(fd) > 1) return false;
    writeAll(fs, fd, randomBytes(Math.min(SPOILT_BYTES, fs.size(fd))), 0);
    fs.sync(fd);
    return true;
  });
}
