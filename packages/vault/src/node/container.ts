import { RpcError } from "@casemate/contract";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { MASTER_KEY_BYTES } from "../common/header-layout.ts";
import type { KdfParams } from "../common/keeper-contract.ts";
import { writeError } from "./disk-error.ts";
import type { DiskFs } from "./disk-fs.ts";
import { createHeader, overwriteHeader, readHeader } from "./header-file.ts";
import { newIdentity, openState, type IndexPointer, type Region } from "./header-region.ts";
import type { KeyMemory } from "./key-memory.ts";
import { emptySlots, fillSlot, openSlots } from "./key-slots.ts";
import { folderOf, newObjectName, objectPath, readObject, removeIfThere, removeOrphans, writeObject, type Place } from "./object-store.ts";
import { decodeIndex, EMPTY_INDEX, encodeIndex, MAX_INDEX_BYTES, type FileEntry, type VaultIndex } from "./vault-index.ts";

/** Stands for an index that was never written. */
const NO_OBJECT = "0".repeat(32);

export interface ContainerParts {
  readonly fs: DiskFs;
  /** The data directory. */
  readonly home: string;
  readonly keys: KeyMemory;
}

export function headerPath(home: string): string {
  return join(home, "vault", "header");
}

export type Opened =
  | { readonly result: "unlocked"; readonly container: Container }
  | { readonly result: "wrong" }
  | { readonly result: "damaged"; readonly message: string };

/** Makes an empty vault and opens it. The header appears whole or not at all. `derived` is the argon2id output. */
export function createContainer(parts: ContainerParts, derived: Uint8Array, kdf: KdfParams, measuredMs: number): Container {
  const { fs, home, keys } = parts;
  const fresh = randomBytes(MASTER_KEY_BYTES);
  const masterKey = keys.hold(fresh);
  fresh.fill(0);
  const identity = newIdentity(kdf, measuredMs);
  const slots = emptySlots();
  fillSlot(slots, 0, derived, masterKey, identity);
  const pointer = { name: NO_OBJECT, key: keys.hold(Buffer.alloc(MASTER_KEY_BYTES)), generation: 0 };
  createHeader(fs, folderOf(home, "vault"), headerPath(home), { identity, slots, pointer }, masterKey);
  const reading = readHeader(fs, headerPath(home));
  if (reading.state !== "ok") throw new RpcError("not_saved", "The new vault could not be read back. Check the disk and try again.");
  return new Container(parts, masterKey, reading.newest, pointer, EMPTY_INDEX);
}

/** Opens the vault with the argon2id output; repairs what a crash left and removes what nobody can read. */
export function openContainer(parts: ContainerParts, derived: Uint8Array): Opened {
  const reading = readHeader(parts.fs, headerPath(parts.home));
  if (reading.state !== "ok") return { result: "damaged", message: HEADER_LOST };
  const opened = openSlots(reading.newest.slots, derived, reading.newest.identity);
  if (opened === null) return { result: "wrong" };
  const masterKey = parts.keys.hold(opened);
  opened.fill(0);
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

function loadIndex(parts: ContainerParts, region: Region, masterKey: Buffer): { pointer: IndexPointer; index: VaultIndex } | null {
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

/** Where a file's object is at this moment. A move that was decided but not done is done now; when that fails, the old place still holds. */
export function finishMove({ fs, home }: ContainerParts, file: FileEntry): { place: Place; object: string } {
  if (file.movedFrom === null) return file;
  const from = objectPath(home, file.movedFrom.place, file.movedFrom.object);
  const to = objectPath(home, file.place, file.object);
  if (fs.exists(to) || !fs.exists(from)) return file;
  try {
    fs.rename(from, to);
    return file;
  } catch {
    return file.movedFrom;
  }
}

/** The opened vault: master key, current index and the one way to change it. */
export class Container {
  readonly parts: ContainerParts;
  readonly #masterKey: Buffer;
  readonly #header: Region;
  #epoch: number;
  #pointer: IndexPointer;
  #index: VaultIndex;
  /** A write failed: what is on the disk decides, not what is remembered. */
  #unsure = false;

  constructor(parts: ContainerParts, masterKey: Buffer, header: Region, pointer: IndexPointer, index: VaultIndex) {
    this.parts = parts;
    this.#masterKey = masterKey;
    this.#header = header;
    this.#epoch = header.epoch;
    this.#pointer = pointer;
    this.#index = index;
  }

  /** The last state that is known to be on the disk. Throws `not_saved` while the disk cannot be read after a failed write. */
  get index(): VaultIndex {
    if (this.#unsure) this.#reload();
    return this.#index;
  }

  /** Whether `derived` opens a slot of this vault to this master key. */
  matches(derived: Uint8Array): boolean {
    const opened = openSlots(this.#header.slots, derived, this.#header.identity);
    const match = opened !== null && timingSafeEqual(opened, this.#masterKey);
    opened?.fill(0);
    return match;
  }

  /**
   * Makes what `change` answers the vault's state. New index object, then the header (its first sync is the commit), then the old index goes. At any
   * crash the vault opens with the old or the new state. After a failure the disk decides which one holds.
   */
  commit(change: (index: VaultIndex) => VaultIndex): void {
    const { fs, home } = this.parts;
    const before = this.index;
    const next = change(before);
    const pointer = this.#writeIndex(next);
    try {
      this.#epoch = overwriteHeader(fs, headerPath(home), this.#epoch, this.#content(pointer), this.#masterKey);
    } catch (error) {
      this.#unsure = true;
      throw writeError(error, "it is not certain that the change was saved; the list shows what is");
    }
    const old = this.#pointer;
    this.#pointer = pointer;
    this.#index = next;
    this.parts.keys.release(old.key);
    removeIfThere(fs, objectPath(home, "vault", old.name));
    this.#releaseKeys(before, next);
  }

  /** After opening: makes both header copies the same, finishes decided moves, removes what the index does not name. */
  recover(other: Region | null): void {
    const { fs, home } = this.parts;
    try {
      if (!this.#sameState(other)) this.#epoch = overwriteHeader(fs, headerPath(home), this.#epoch, this.#content(this.#pointer), this.#masterKey);
    } catch {
      // The older copy may still name an older index: leave every object where it is. The next commit tries again.
      return;
    }
    const known = new Set([`vault/${this.#pointer.name}`]);
    for (const record of this.#index.records.values()) known.add(`vault/${record.object}`);
    for (const file of this.#index.files.values()) {
      finishMove(this.parts, file);
      known.add(`${file.place}/${file.object}`);
      if (file.movedFrom) known.add(`${file.movedFrom.place}/${file.movedFrom.object}`);
    }
    removeOrphans(fs, home, (place, object) => known.has(`${place}/${object}`));
  }

  #writeIndex(next: VaultIndex): IndexPointer {
    const { fs, home, keys } = this.parts;
    const fresh = randomBytes(MASTER_KEY_BYTES);
    const pointer = { name: newObjectName(), key: keys.hold(fresh), generation: this.#pointer.generation + 1 };
    fresh.fill(0);
    const bytes = encodeIndex(next);
    try {
      if (bytes.length > MAX_INDEX_BYTES) throw new RpcError("vault_full", "The vault holds too many entries. Remove some chats or models and try again.");
      writeObject(fs, home, pointer.name, pointer.key, bytes);
    } catch (error) {
      keys.release(pointer.key);
      throw writeError(error, "nothing was changed");
    } finally {
      bytes.fill(0);
    }
    return pointer;
  }

  #content(pointer: IndexPointer): { identity: Buffer; slots: Buffer; pointer: IndexPointer } {
    return { identity: this.#header.identity, slots: this.#header.slots, pointer };
  }

  #sameState(other: Region | null): boolean {
    const state = other && openState(other, this.#masterKey);
    const same = state?.name === this.#pointer.name && other?.slots.equals(this.#header.slots) === true;
    state?.key.fill(0);
    return same;
  }

  #reload(): void {
    const reading = readHeader(this.parts.fs, headerPath(this.parts.home));
    const loaded = reading.state === "ok" ? loadIndex(this.parts, reading.newest, this.#masterKey) : null;
    if (reading.state !== "ok" || loaded === null) throw new RpcError("not_saved", "The vault cannot be read after a failed write. Check the disk, lock, and unlock again.");
    this.#releaseKeys(this.#index, EMPTY_INDEX);
    this.#epoch = reading.newest.epoch;
    this.#pointer = loaded.pointer;
    this.#index = loaded.index;
    this.#unsure = false;
  }

  /** Wipes the keys of entries that are no longer there. */
  #releaseKeys(before: VaultIndex, after: VaultIndex): void {
    const kept = new Set([...after.files.values(), ...after.records.values()].map((entry) => entry.key));
    for (const { key } of [...before.files.values(), ...before.records.values()]) if (!kept.has(key)) this.parts.keys.release(key);
  }
}
