import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { OBJECT_NAME } from "../common/header-layout.ts";
import { removeQuietly, withFile, writeAll, type DiskFs } from "./disk-fs.ts";
import { openSealedFile } from "./sealed-reader.ts";
import { SealedWriter } from "./sealed-writer.ts";

export type Place = "quarantine" | "vault";

/** What intake leaves while it writes; its key dies with it, so such a file is useless once nobody writes it. */
export const PART = ".part";

/** Folder of a place below the data directory. */
export function folderOf(home: string, place: Place): string {
  return join(home, place);
}

export function objectPath(home: string, place: Place, object: string): string {
  return join(home, place, object);
}

/** 128 random bits in hexadecimal: says nothing about what is inside. */
export function newObjectName(): string {
  return randomBytes(16).toString("hex");
}

/** Writes a whole object under a new name, durably. Leaves nothing behind when it fails. */
export function writeObject(
  fs: DiskFs,
  home: string,
  object: string,
  key: Uint8Array,
  plain: Uint8Array,
): void {
  const path = objectPath(home, "vault", object);
  try {
    withFile(fs, fs.create(path), (fd) => {
      const writer = new SealedWriter((bytes, position) => {
        writeAll(fs, fd, bytes, position);
      }, key);
      writer.update(plain);
      writer.finish();
      fs.sync(fd);
    });
    fs.syncFolder(folderOf(home, "vault"));
  } catch (error) {
    removeQuietly(fs, path);
    throw error;
  }
}

/** A whole object. Throws `SealedFileError` or the system's error. The caller wipes the result when it holds keys. */
export function readObject(fs: DiskFs, home: string, object: string, key: Uint8Array): Buffer {
  return withFile(fs, fs.openRead(objectPath(home, "vault", object)), (fd) => {
    const file = openSealedFile(fd, key);
    try {
      const plain = Buffer.alloc(file.size);
      file.read(0, plain);
      return plain;
    } finally {
      file.close();
    }
  });
}

/** Removes half-written intakes. Called before any intake of this session can run. */
export function removeParts(fs: DiskFs, home: string): void {
  const folder = folderOf(home, "quarantine");
  for (const name of fs.list(folder)) if (name.endsWith(PART)) removeQuietly(fs, join(folder, name));
}

/** Removes objects that the index does not name: left by a crash between writing and committing, or between committing and removing. */
export function removeOrphans(
  fs: DiskFs,
  home: string,
  isKnown: (place: Place, object: string) => boolean,
): void {
  for (const place of ["vault", "quarantine"] as const) {
    for (const name of fs.list(folderOf(home, place))) {
      if (OBJECT_NAME.test(name) && !isKnown(place, name)) removeQuietly(fs, objectPath(home, place, name));
    }
  }
}

export function hasObjects(fs: DiskFs, home: string): boolean {
  return fs.list(folderOf(home, "vault")).some((name) => OBJECT_NAME.test(name));
}
