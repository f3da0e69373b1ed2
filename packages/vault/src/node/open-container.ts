import { RpcError } from "@casemate/contract";
import { randomBytes } from "node:crypto";
import { MASTER_KEY_BYTES } from "../common/header-layout.ts";
import type { KdfParams } from "../common/keeper-contract.ts";
import { Container } from "./container.ts";
import { createHeader, readHeader } from "./header-file.ts";
import { newIdentity } from "./header-region.ts";
import { emptySlots, fillSlot, openSlots } from "./key-slots.ts";
import { headerPath, loadIndex, type ContainerParts } from "./load-index.ts";
import { folderOf } from "./object-store.ts";
import { EMPTY_INDEX } from "./vault-index.ts";

/** Stands for an index that was never written. */
const NO_OBJECT = "0".repeat(32);

export type Opened =
  | { readonly result: "unlocked"; readonly container: Container }
  | { readonly result: "wrong" }
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
  fillSlot(slots, { index: 0, kind: "passphrase" }, derived, masterKey, identity);
  const pointer = { name: NO_OBJECT, key: keys.hold(Buffer.alloc(MASTER_KEY_BYTES)), generation: 0 };
  createHeader(fs, folderOf(home, "vault"), headerPath(home), { identity, slots, pointer }, masterKey);
  const reading = readHeader(fs, headerPath(home));
  if (reading.state !== "ok")
    throw new RpcError("not_saved", "The new vault could not be read back. Check the disk and try again.");
  return new Container(parts, masterKey, reading.newest, pointer, EMPTY_INDEX);
}

/** Opens the vault with the argon2id output; repairs what a crash left and removes what nobody can read. */
export function openContainer(parts: ContainerParts, derived: Uint8Array): Opened {
  const reading = readHeader(parts.fs, headerPath(parts.home));
  if (reading.state !== "ok") return { result: "damaged", message: HEADER_LOST };
  const opened = openSlots(reading.newest.slots, derived, reading.newest.identity);
  if (opened === null) return { result: "wrong" };
  const masterKey = parts.keys.hold(opened.masterKey);
  opened.masterKey.fill(0);
  const loaded = loadIndex(parts, reading.newest, masterKey);
  if (loaded === null) {
    parts.keys.release(masterKey);
    return { result: "damaged", message: INDEX_LOST };
  }
  const container = new Container(parts, masterKey, reading.newest, loaded.pointer, loaded.index);
  container.recover(reading.other);
  return { result: "unlocked", container };
}

export const HEADER_LOST =
  "Both copies of the vault's header are damaged, so no passphrase can open it. Put the file vault/header back from a backup, or move the data directory away to start anew.";
const INDEX_LOST =
  "The passphrase is right, but the vault's index is missing or was changed. Put the vault folder back from a backup, or move the data directory away to start anew.";
