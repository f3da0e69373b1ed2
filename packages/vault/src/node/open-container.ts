import { RpcError } from "@casemate/contract";
import { randomBytes } from "node:crypto";
import { MASTER_KEY_BYTES } from "../common/header-layout.ts";
import type { KdfParams } from "../common/keeper-contract.ts";
import { Container } from "./container.ts";
import { createHeader, readHeader } from "./header-file.ts";
import { rewriteHeader } from "./failed-attempt.ts";
import { newIdentity, type Region } from "./header-region.ts";
import { emptySlots, fillSlot, markOf, openSlots } from "./key-slots.ts";
import { headerPath, loadIndex, type ContainerParts } from "./load-index.ts";
import { folderOf } from "./object-store.ts";
import { EMPTY_INDEX, type VaultIndex } from "./vault-index.ts";

/** Stands for an index that was never written. */
const NO_OBJECT = "0".repeat(32);

export type Opened =
  | { readonly result: "unlocked"; readonly container: Container }
  | { readonly result: "wrong" }
  | { readonly result: "duress" }
  | { readonly result: "damaged"; readonly message: string };

/** Makes an empty vault and opens it. The header appears whole or not at all. `derived` is the argon2id output. */
export function createContainer(
  parts: ContainerParts,
  derived: Uint8Array,
  kdf: KdfParams,
  measuredMs: number,
): Container {
  const { fs, home, keys } = parts;
  const fresh = randomBytes(MASTER_KEY_BYTES);
  const masterKey = keys.hold(fresh);
  fresh.fill(0);
  const identity = newIdentity(kdf, measuredMs);
  const slots = emptySlots();
  const mark = fillSlot(slots, { index: 0, kind: "passphrase" }, derived, masterKey, identity);
  const pointer = { name: NO_OBJECT, key: keys.hold(Buffer.alloc(MASTER_KEY_BYTES)), generation: 0 };
  createHeader(fs, folderOf(home, "vault"), headerPath(home), { identity, slots, pointer }, masterKey);
  const reading = readHeader(fs, headerPath(home));
  if (reading.state !== "ok")
    throw new RpcError("not_saved", "The new vault could not be read back. Check the disk and try again.");
  return new Container(parts, masterKey, reading.newest, pointer, {
    ...EMPTY_INDEX,
    slots: EMPTY_INDEX.slots.map((slot) => ({ ...slot, mark })),
  });
}

/**
 * Opens the vault; repairs what a crash left and removes what nobody can read. `derived` is the argon2id output, with the device secret after
 * it where this machine has one. A wrong passphrase and a duress passphrase take the same steps.
 */
export function openContainer(parts: ContainerParts, derived: Uint8Array): Opened {
  const reading = readHeader(parts.fs, headerPath(parts.home));
  if (reading.state !== "ok")
    return { result: "damaged", message: reading.state === "unreadable" ? HEADER_UNREADABLE : HEADER_LOST };
  const opened = openSlots(reading.newest.slots, derived, reading.newest.identity);
  if (opened?.duress !== null) {
    opened?.masterKey.fill(0);
    rewriteHeader(parts.fs, headerPath(parts.home), reading.newest, opened?.duress ?? null);
    return { result: opened ? "duress" : "wrong" };
  }
  const masterKey = parts.keys.hold(opened.masterKey);
  opened.masterKey.fill(0);
  const loaded = loadIndex(parts, reading.newest, masterKey);
  if (loaded === null) {
    parts.keys.release(masterKey);
    return { result: "damaged", message: INDEX_LOST };
  }
  if (!isListed(loaded.index, reading.newest, opened.index)) {
    parts.keys.release(masterKey);
    return { result: "damaged", message: SLOT_PUT_BACK };
  }
  const container = new Container(parts, masterKey, reading.newest, loaded.pointer, loaded.index);
  container.recover(reading.other);
  return { result: "unlocked", container };
}

/** Whether the index knows the slot that opened as it stands in the header: one that was removed can be copied back by anybody. */
function isListed({ slots }: VaultIndex, { slots: stored }: Region, index: number): boolean {
  const entry = slots.find((slot) => slot.index === index);
  return entry?.mark === null || entry?.mark === markOf(stored, index);
}

const SLOT_PUT_BACK =
  "This way into the vault was removed, and somebody put it back into the header file. Unlock with another one, or put the vault folder back from a backup.";
export const HEADER_LOST =
  "Both copies of the vault's header are damaged, so no passphrase can open it. Put the file vault/header back from a backup, or move the data directory away to start anew.";
export const HEADER_UNREADABLE =
  "The file vault/header cannot be read: it is a link, a folder or a pipe, it belongs to somebody else, or the disk fails. Nothing was changed. Put the file itself back there, then restart Casemate.";
const INDEX_LOST =
  "The passphrase is right, but the vault's index is missing or was changed. Put the vault folder back from a backup, or move the data directory away to start anew.";
