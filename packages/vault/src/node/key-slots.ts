import { randomBytes, timingSafeEqual } from "node:crypto";
import {
  MASTER_KEY_BYTES,
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

/** Eight slots of random bytes: nobody without a key can tell a used slot from an unused one. */
export function emptySlots(): Buffer {
  return randomBytes(SLOTS_BYTES);
}

/** Makes slot `index` random again: whoever reads the header cannot tell that it was ever used. */
export function clearSlot(slots: Buffer, index: number): void {
  slots.set(randomBytes(SLOT_BYTES), index * SLOT_BYTES);
}

/** Wraps the master key under `secret` (the argon2id output) in slot `index`. `identity` is the constant part of the header. */
export function fillSlot(
  slots: Buffer,
  { index, kind }: { readonly index: number; readonly kind: SlotKind },
  secret: Uint8Array,
  masterKey: Uint8Array,
  identity: Uint8Array,
): void {
  const salt = randomBytes(SLOT_SALT_BYTES);
  const keys = hkdf(secret, salt, SLOT_INFO, MASTER_KEY_BYTES + SLOT_COMMITMENT_BYTES);
  const plain = Buffer.alloc(SLOT_PLAIN_BYTES);
  plain[0] = SLOT_TYPES[kind];
  plain.set(masterKey, SLOT_PLAIN_BYTES - MASTER_KEY_BYTES);
  const sealed = sealOnce(keys.subarray(0, MASTER_KEY_BYTES), plain, identity);
  slots.set(Buffer.concat([salt, keys.subarray(MASTER_KEY_BYTES), sealed]), index * SLOT_BYTES);
  plain.fill(0);
  keys.fill(0);
}

/** A slot that opened. The caller wipes `masterKey`. */
export interface OpenedSlot {
  readonly index: number;
  readonly masterKey: Buffer;
}

/** The slot that `secret` opens, or null. Always tries all slots, so that time does not tell which one it was. */
export function openSlots(slots: Uint8Array, secret: Uint8Array, identity: Uint8Array): OpenedSlot | null {
  let found: OpenedSlot | null = null;
  for (let index = 0; index < SLOT_COUNT; index++) {
    const slot = slots.subarray(index * SLOT_BYTES, (index + 1) * SLOT_BYTES);
    const masterKey = openSlot(slot, secret, identity);
    found = masterKey ? { index, masterKey } : found;
  }
  return found;
}

function isSlotType(type: number | undefined): boolean {
  return Object.values<number | undefined>(SLOT_TYPES).includes(type);
}

function openSlot(slot: Uint8Array, secret: Uint8Array, identity: Uint8Array): Buffer | null {
  const commitmentEnd = SLOT_SALT_BYTES + SLOT_COMMITMENT_BYTES;
  const keys = hkdf(
    secret,
    slot.subarray(0, SLOT_SALT_BYTES),
    SLOT_INFO,
    MASTER_KEY_BYTES + SLOT_COMMITMENT_BYTES,
  );
  const committed = timingSafeEqual(
    keys.subarray(MASTER_KEY_BYTES),
    slot.subarray(SLOT_SALT_BYTES, commitmentEnd),
  );
  const plain = openOnce(keys.subarray(0, MASTER_KEY_BYTES), slot.subarray(commitmentEnd), identity);
  keys.fill(0);
  const usable = committed && plain !== null && isSlotType(plain[0]);
  const masterKey = usable ? Buffer.from(plain.subarray(SLOT_PLAIN_BYTES - MASTER_KEY_BYTES)) : null;
  plain?.fill(0);
  return masterKey;
}
