import { RpcError } from "@casemate/contract";
import { randomBytes, timingSafeEqual } from "node:crypto";
import {
  MASTER_KEY_BYTES,
  SECRET_BYTES,
  SLOT_BYTES,
  SLOT_COMMITMENT_BYTES,
  SLOT_COUNT,
  SLOT_INFO,
  SLOT_PLAIN_BYTES,
  SLOT_SALT_BYTES,
  SLOT_TYPES,
  SLOTS_BYTES,
  type SlotKind,
} from "../common/header-layout.ts";
import { hkdf, openOnce, sealOnce } from "./aead.ts";

const COMMITMENT_END = SLOT_SALT_BYTES + SLOT_COMMITMENT_BYTES;
/** Bytes of a slot's commitment that the index remembers: enough that no other slot has them. */
const MARK_BYTES = 16;

/** What a duress passphrase does: 1 locks, 2 removes every way in but the recovery words, 3 removes every way in. */
export type DuressLevel = 1 | 2 | 3;

/** What goes into a slot. `level` only with kind "duress". */
export interface SlotFilling {
  readonly index: number;
  readonly kind: SlotKind;
  readonly level?: DuressLevel;
}

/** Eight slots of random bytes: nobody without a key can tell a used slot from an unused one. */
export function emptySlots(): Buffer {
  return randomBytes(SLOTS_BYTES);
}

/** Makes slot `index` random again: whoever reads the header cannot tell that it was ever used. */
export function clearSlot(slots: Buffer, index: number): void {
  slots.set(randomBytes(SLOT_BYTES), index * SLOT_BYTES);
}

/**
 * The secret of a slot of this kind. `derived` is the argon2id output, with the device secret after it where this machine has one. Throws
 * `no_device_secret`.
 */
function secretFor(kind: SlotKind, derived: Uint8Array): Uint8Array {
  if (kind !== "device") return derived.subarray(0, SECRET_BYTES);
  if (derived.length !== 2 * SECRET_BYTES)
    throw new RpcError("no_device_secret", "This machine's key is not there. Nothing was changed.");
  return derived;
}

/**
 * Wraps the master key under `derived` in a slot; a duress slot wraps random bytes. `identity` is the constant part of the header. Answers
 * the slot's mark, for the index. Throws `no_device_secret`.
 */
export function fillSlot(
  slots: Buffer,
  { index, kind, level }: SlotFilling,
  derived: Uint8Array,
  masterKey: Uint8Array,
  identity: Uint8Array,
): string {
  const salt = randomBytes(SLOT_SALT_BYTES);
  const keys = hkdf(secretFor(kind, derived), salt, SLOT_INFO, MASTER_KEY_BYTES + SLOT_COMMITMENT_BYTES);
  const plain = Buffer.alloc(SLOT_PLAIN_BYTES);
  plain[0] = SLOT_TYPES[kind];
  plain[1] = kind === "duress" ? (level ?? 1) : 0;
  plain.set(
    kind === "duress" ? randomBytes(MASTER_KEY_BYTES) : masterKey,
    SLOT_PLAIN_BYTES - MASTER_KEY_BYTES,
  );
  const sealed = sealOnce(keys.subarray(0, MASTER_KEY_BYTES), plain, identity);
  slots.set(Buffer.concat([salt, keys.subarray(MASTER_KEY_BYTES), sealed]), index * SLOT_BYTES);
  plain.fill(0);
  keys.fill(0);
  return markOf(slots, index);
}

/** What the index remembers of a slot, to notice that another one took its place: the start of its commitment, hexadecimal. */
export function markOf(slots: Uint8Array, index: number): string {
  const at = index * SLOT_BYTES + SLOT_SALT_BYTES;
  return Buffer.from(slots.subarray(at, at + MARK_BYTES)).toString("hex");
}

/** A slot that opened. The caller wipes `masterKey`, which is random bytes in a duress slot. */
export interface OpenedSlot {
  readonly index: number;
  readonly masterKey: Buffer;
  /** Set in a duress slot. */
  readonly duress: DuressLevel | null;
}

/**
 * The slot that `derived` opens, or null. Always tries all slots, with the argon2id output alone and, where this machine has a device secret, with
 * both, so that time does not tell which one it was. A duress slot wins over any other.
 */
export function openSlots(slots: Uint8Array, derived: Uint8Array, identity: Uint8Array): OpenedSlot | null {
  const secrets = [derived.subarray(0, SECRET_BYTES), ...(derived.length > SECRET_BYTES ? [derived] : [])];
  let found: OpenedSlot | null = null;
  for (let index = 0; index < SLOT_COUNT; index++) {
    const slot = slots.subarray(index * SLOT_BYTES, (index + 1) * SLOT_BYTES);
    for (const secret of secrets) {
      const plain = openSlot(slot, secret, identity);
      const opened = plain && readSlot(plain, secret.length, index);
      plain?.fill(0);
      if (opened !== null && found?.duress == null) {
        found?.masterKey.fill(0);
        found = opened;
      } else opened?.masterKey.fill(0);
    }
  }
  return found;
}

function openSlot(slot: Uint8Array, secret: Uint8Array, identity: Uint8Array): Buffer | null {
  const keys = hkdf(
    secret,
    slot.subarray(0, SLOT_SALT_BYTES),
    SLOT_INFO,
    MASTER_KEY_BYTES + SLOT_COMMITMENT_BYTES,
  );
  const committed = timingSafeEqual(
    keys.subarray(MASTER_KEY_BYTES),
    slot.subarray(SLOT_SALT_BYTES, COMMITMENT_END),
  );
  const plain = openOnce(keys.subarray(0, MASTER_KEY_BYTES), slot.subarray(COMMITMENT_END), identity);
  keys.fill(0);
  if (committed) return plain;
  plain?.fill(0);
  return null;
}

/** Null for a type that this version does not know, and for one that another secret should open. */
function readSlot(plain: Buffer, secretBytes: number, index: number): OpenedSlot | null {
  const [type, level] = plain;
  const kind = (Object.keys(SLOT_TYPES) as SlotKind[]).find((one) => SLOT_TYPES[one] === type);
  if (kind === undefined || (kind === "device") !== secretBytes > SECRET_BYTES) return null;
  const masterKey = Buffer.from(plain.subarray(SLOT_PLAIN_BYTES - MASTER_KEY_BYTES));
  return { index, masterKey, duress: kind === "duress" ? duressLevel(level) : null };
}

/** Written by us under authentication; a level that only a later version knows locks. */
function duressLevel(level: number | undefined): DuressLevel {
  return level === 2 || level === 3 ? level : 1;
}
