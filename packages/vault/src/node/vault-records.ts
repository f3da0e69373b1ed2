import { RpcError } from "@casemate/contract";
import type { RecordInfo } from "../common/keeper-contract.ts";
import { MAX_RECORD_BYTES } from "../common/keeper-contract.ts";
import type * as z from "zod";
import { randomBytes } from "node:crypto";
import type { Container } from "./container.ts";
import { readError, writeError } from "./disk-error.ts";
import { newObjectName, objectPath, readObject, writeObject } from "./object-store.ts";
import { removeQuietly } from "./disk-fs.ts";
import { pageOf } from "./page.ts";
import { FILE_KEY_BYTES } from "../common/sealed-layout.ts";
import type { RecordEntry, VaultIndex } from "./vault-index.ts";

type Info = z.output<typeof RecordInfo>;

/** Stores a record whole, in place of one with the same id. Throws `too_large`, `disk_full`, `not_saved`. */
export function putRecord(
  container: Container,
  record: { id: string; kind: string; meta: string; data: string },
): void {
  const { fs, home, keys } = container.parts;
  const data = Buffer.from(record.data, "utf8");
  if (data.length > MAX_RECORD_BYTES)
    throw new RpcError("too_large", "This is larger than 16 MiB and cannot be kept in one piece.");
  const fresh = randomBytes(FILE_KEY_BYTES);
  const key = keys.hold(fresh);
  fresh.fill(0);
  const object = newObjectName();
  const before = container.index.records.get(record.id);
  try {
    writeObject(fs, home, object, key, data);
  } catch (error) {
    keys.release(key);
    throw writeError(error, "nothing was changed");
  } finally {
    data.fill(0);
  }
  const { id, kind, meta } = record;
  commitOrDrop(container, object, (index) => ({
    ...index,
    records: new Map(index.records).set(id, { id, kind, meta, bytes: data.length, object, key }),
  }));
  if (before) removeQuietly(fs, objectPath(home, "vault", before.object));
}

/** Throws `damaged` or `missing` when its object is. */
export function getRecord(container: Container, id: string): { info: Info; data: string } | null {
  const entry = container.index.records.get(id);
  if (!entry) return null;
  const { fs, home } = container.parts;
  try {
    const bytes = readObject(fs, home, entry.object, entry.key);
    const data = bytes.toString("utf8");
    bytes.fill(0);
    return { info: describe(entry), data };
  } catch (error) {
    throw readError(error, entry.kind === "chat" ? "This chat" : "This record");
  }
}

/** A page of them; from the first on, also when the one to go on after is gone. */
export function listRecords(
  container: Container,
  kind: string,
  after: string | null,
): { records: Info[]; next: string | null } {
  const { records } = container.index;
  const { page, next } = pageOf(
    [...records.values()].filter((entry) => entry.kind === kind),
    records.get(after ?? "")?.kind === kind ? after : null,
  );
  return { records: page.map(describe), next };
}

/** Idempotent. */
export function deleteRecord(container: Container, id: string): void {
  const entry = container.index.records.get(id);
  if (!entry) return;
  container.commit((index) => ({
    ...index,
    records: new Map([...index.records].filter(([key]) => key !== id)),
  }));
  removeQuietly(container.parts.fs, objectPath(container.parts.home, "vault", entry.object));
}

/** A commit that failed for certain leaves an object that nobody names; one that is uncertain keeps it. */
function commitOrDrop(container: Container, object: string, change: (index: VaultIndex) => VaultIndex): void {
  try {
    container.commit(change);
  } catch (error) {
    const { fs, home } = container.parts;
    if (!isNamed(container, object)) removeQuietly(fs, objectPath(home, "vault", object));
    throw error;
  }
}

function isNamed(container: Container, object: string): boolean {
  try {
    return [...container.index.records.values()].some((entry) => entry.object === object);
  } catch {
    return true; // the disk cannot be read now: keep it
  }
}

function describe({ id, kind, meta, bytes }: RecordEntry): Info {
  return { id, kind, meta, bytes };
}
