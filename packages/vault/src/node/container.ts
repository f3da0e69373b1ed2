import { RpcError } from "@casemate/contract";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { MASTER_KEY_BYTES } from "../common/header-layout.ts";
import { writeError } from "./disk-error.ts";
import { overwriteHeader, readHeader } from "./header-file.ts";
import { openState, type IndexPointer, type Region } from "./header-region.ts";
import { openSlots, type OpenedSlot } from "./key-slots.ts";
import type { KeyMemory } from "./key-memory.ts";
import { headerPath, loadIndex, type ContainerParts } from "./load-index.ts";
import { newObjectName, objectPath, removeOrphans, writeObject, type Place } from "./object-store.ts";
import { removeQuietly } from "./disk-fs.ts";
import { EMPTY_INDEX, encodeIndex, MAX_INDEX_BYTES, type FileEntry, type VaultIndex } from "./vault-index.ts";

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

/** Who can open the vault: the header's slots and its constant part. */
export interface Access {
  readonly slots: Buffer;
  identity: Buffer;
}

function freshKey(keys: KeyMemory): Buffer {
  const fresh = randomBytes(MASTER_KEY_BYTES);
  const cell = keys.hold(fresh);
  fresh.fill(0);
  return cell;
}

/** The opened vault: master key, current index and the one way to change it. */
export class Container {
  readonly parts: ContainerParts;
  #masterKey: Buffer;
  /** Slots and the constant part of the header as they are to be written. */
  #access: Access;
  /** A master key that a failed write may have left in force. */
  #otherKey: Buffer | null = null;
  #epoch: number;
  #pointer: IndexPointer;
  #index: VaultIndex;
  /** A write failed: what is on the disk decides, not what is remembered. */
  #unsure = false;

  constructor(
    parts: ContainerParts,
    masterKey: Buffer,
    header: Region,
    pointer: IndexPointer,
    index: VaultIndex,
  ) {
    this.parts = parts;
    this.#masterKey = masterKey;
    this.#access = { slots: Buffer.from(header.slots), identity: Buffer.from(header.identity) };
    this.#epoch = header.epoch;
    this.#pointer = pointer;
    this.#index = index;
  }

  /** The last state that is known to be on the disk. Throws `not_saved` while the disk cannot be read after a failed write. */
  get index(): VaultIndex {
    if (this.#unsure) this.#reload();
    return this.#index;
  }

  /** What `derived` opens of this vault: a slot with this master key, a duress slot, or nothing. */
  slotOf(derived: Uint8Array): Pick<OpenedSlot, "index" | "duress"> | null {
    const opened = openSlots(this.#access.slots, derived, this.#access.identity);
    if (opened === null) return null;
    const match = opened.duress !== null || timingSafeEqual(opened.masterKey, this.#masterKey);
    opened.masterKey.fill(0);
    return match ? { index: opened.index, duress: opened.duress } : null;
  }

  /** The slots as they stand in the header now. */
  get slotBytes(): Buffer {
    return this.#access.slots;
  }

  /**
   * Changes who can open the vault, in one commit with the list of slots. `change` gets copies that it may alter and the master key that
   * slots wrap from now on: a fresh one with `rekey`, else the present one. Throws like `commit`.
   */
  changeAccess(
    change: (access: Access, masterKey: Buffer) => (index: VaultIndex) => VaultIndex,
    rekey = false,
  ): void {
    const { keys } = this.parts;
    // Through the getter: after a failed write the disk decides what is changed here.
    const before = this.index;
    const access = { slots: Buffer.from(this.#access.slots), identity: Buffer.from(this.#access.identity) };
    const masterKey = rekey ? freshKey(keys) : this.#masterKey;
    const changeIndex = change(access, masterKey);
    try {
      this.#commit(before, changeIndex(before), access, masterKey);
    } catch (error) {
      if (rekey && this.#unsure) this.#otherKey = masterKey;
      else if (rekey) keys.release(masterKey);
      throw error;
    }
    this.#access = access;
    if (rekey) keys.release(this.#masterKey);
    this.#masterKey = masterKey;
  }

  /**
   * Makes what `change` answers the vault's state. New index object, then the header (its first sync is the commit), then the old index goes. At any
   * crash the vault opens with the old or the new state. After a failure the disk decides which one holds.
   */
  commit(change: (index: VaultIndex) => VaultIndex): void {
    const before = this.index;
    this.#commit(before, change(before), this.#access, this.#masterKey);
  }

  #commit(before: VaultIndex, next: VaultIndex, access: Access, masterKey: Buffer): void {
    const { fs, home } = this.parts;
    const pointer = this.#writeIndex(next);
    try {
      this.#epoch = overwriteHeader(fs, headerPath(home), this.#epoch, { ...access, pointer }, masterKey);
    } catch (error) {
      this.#unsure = true;
      throw writeError(error, "it is not certain that the change was saved; the list shows what is");
    }
    const old = this.#pointer;
    this.#pointer = pointer;
    this.#index = next;
    this.parts.keys.release(old.key);
    removeQuietly(fs, objectPath(home, "vault", old.name));
    this.#releaseKeys(before, next);
  }

  /** After opening: makes both header copies the same, finishes decided moves, removes what the index does not name. */
  recover(other: Region | null): void {
    const { fs, home } = this.parts;
    try {
      if (!this.#sameState(other))
        this.#epoch = overwriteHeader(
          fs,
          headerPath(home),
          this.#epoch,
          { ...this.#access, pointer: this.#pointer },
          this.#masterKey,
        );
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
    const pointer = {
      name: newObjectName(),
      key: freshKey(keys),
      generation: this.#pointer.generation + 1,
    };
    const bytes = encodeIndex(next);
    try {
      if (bytes.length > MAX_INDEX_BYTES)
        throw new RpcError(
          "vault_full",
          "The vault holds too many entries. Remove some chats or models and try again.",
        );
      writeObject(fs, home, pointer.name, pointer.key, bytes);
    } catch (error) {
      keys.release(pointer.key);
      throw writeError(error, "nothing was changed");
    } finally {
      bytes.fill(0);
    }
    return pointer;
  }

  #sameState(other: Region | null): boolean {
    const state = other && openState(other, this.#masterKey);
    const same = state?.name === this.#pointer.name && other?.slots.equals(this.#access.slots) === true;
    state?.key.fill(0);
    return same;
  }

  #reload(): void {
    const reading = readHeader(this.parts.fs, headerPath(this.parts.home));
    const loaded = reading.state === "ok" ? this.#loadWithEitherKey(reading.newest) : null;
    if (reading.state !== "ok" || loaded === null)
      throw new RpcError(
        "not_saved",
        "The vault cannot be read after a failed write. Check the disk, lock, and unlock again.",
      );
    this.#releaseKeys(this.#index, EMPTY_INDEX);
    const { epoch, slots, identity } = reading.newest;
    this.#epoch = epoch;
    this.#access = { slots: Buffer.from(slots), identity: Buffer.from(identity) };
    this.#pointer = loaded.pointer;
    this.#index = loaded.index;
    this.#unsure = false;
  }

  /** After a failed rekey either master key may be the one that the disk has. */
  #loadWithEitherKey(region: Region): ReturnType<typeof loadIndex> {
    const other = this.#otherKey;
    this.#otherKey = null;
    const loaded = loadIndex(this.parts, region, this.#masterKey);
    if (other === null) return loaded;
    const loadedByOther = loaded === null ? loadIndex(this.parts, region, other) : null;
    if (loadedByOther === null) {
      this.parts.keys.release(other);
      return loaded;
    }
    this.parts.keys.release(this.#masterKey);
    this.#masterKey = other;
    return loadedByOther;
  }

  /** Wipes the keys of entries that are no longer there. */
  #releaseKeys(before: VaultIndex, after: VaultIndex): void {
    for (const { id, key } of before.files.values())
      if (after.files.get(id)?.key !== key) this.parts.keys.release(key);
    for (const { id, key } of before.records.values())
      if (after.records.get(id)?.key !== key) this.parts.keys.release(key);
  }
}
