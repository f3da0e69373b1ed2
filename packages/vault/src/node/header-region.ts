import { createHash, randomBytes } from "node:crypto";
import {
  CHECKSUM_AT,
  EPOCH_AT,
  HEADER_MAGIC,
  HEADER_VERSION,
  IDENTITY_BYTES,
  KDF_AT,
  KDF_SALT_AT,
  KDF_SALT_BYTES,
  MASTER_KEY_BYTES,
  REGION_BYTES,
  SLOTS_AT,
  STATE_AT,
  STATE_BYTES,
  STATE_INFO,
  STATE_PLAIN_BYTES,
  STATE_SALT_BYTES,
  VAULT_ID_AT,
  VAULT_ID_BYTES,
} from "../common/header-layout.ts";
import { KdfParams } from "../common/keeper-contract.ts";
import { hkdf, openOnce, sealOnce } from "./aead.ts";

/** Where the current index is. Name "00…0" with generation 0 stands for an empty index that was never written. */
export interface IndexPointer {
  /** Object name, 32 hexadecimal digits. */
  readonly name: string;
  readonly key: Buffer;
  readonly generation: number;
}

export interface Region {
  readonly epoch: number;
  /** Constant part: magic, version, vault id, derivation parameters. */
  readonly identity: Buffer;
  readonly slots: Buffer;
  /** Sealed pointer to the index. */
  readonly state: Buffer;
  readonly kdf: KdfParams;
  readonly measuredMs: number;
  readonly bytes: Buffer;
}

/** The constant part of a new vault's header. Throws `RangeError` when the salt has not the format's length. */
export function newIdentity(kdf: KdfParams, measuredMs: number): Buffer {
  const salt = Buffer.from(kdf.salt, "base64");
  if (salt.length !== KDF_SALT_BYTES) throw new RangeError("the derivation salt must have 32 bytes");
  const identity = Buffer.alloc(IDENTITY_BYTES);
  identity.set(HEADER_MAGIC, 0);
  identity[HEADER_MAGIC.length] = HEADER_VERSION;
  identity.set(randomBytes(VAULT_ID_BYTES), VAULT_ID_AT);
  [kdf.memoryKiB, kdf.passes, kdf.lanes, Math.round(measuredMs)].forEach((value, index) =>
    identity.writeUInt32LE(value, KDF_AT + 4 * index),
  );
  identity.set(salt, KDF_SALT_AT);
  return identity;
}

/** The same vault with other derivation parameters. Every slot must be filled anew: the constant part is their associated data. */
export function changedIdentity(identity: Uint8Array, kdf: KdfParams, measuredMs: number): Buffer {
  const changed = newIdentity(kdf, measuredMs);
  changed.set(identity.subarray(VAULT_ID_AT, VAULT_ID_AT + VAULT_ID_BYTES), VAULT_ID_AT);
  return changed;
}

/** One region, ready to be written. */
export function buildRegion(
  identity: Uint8Array,
  epoch: number,
  slots: Uint8Array,
  pointer: IndexPointer,
  masterKey: Uint8Array,
): Buffer {
  const region = Buffer.alloc(REGION_BYTES);
  region.set(identity, 0);
  region.writeBigUInt64LE(BigInt(epoch), EPOCH_AT);
  region.set(slots, SLOTS_AT);
  const salt = randomBytes(STATE_SALT_BYTES);
  region.set(salt, STATE_AT);
  const plain = Buffer.alloc(STATE_PLAIN_BYTES);
  plain.set(Buffer.from(pointer.name, "hex"), 0);
  plain.set(pointer.key, 16);
  plain.writeBigUInt64LE(BigInt(pointer.generation), 48);
  const key = hkdf(masterKey, salt, STATE_INFO, MASTER_KEY_BYTES);
  region.set(sealOnce(key, plain, region.subarray(0, IDENTITY_BYTES)), STATE_AT + STATE_SALT_BYTES);
  key.fill(0);
  plain.fill(0);
  region.set(checksum(region), CHECKSUM_AT);
  return region;
}

/** The same region with another epoch and other slots or state, for who has no key. */
export function changedRegion(
  { bytes }: Region,
  change: { readonly epoch: number; readonly slots: Uint8Array; readonly state: Uint8Array },
): Buffer {
  const region = Buffer.from(bytes);
  region.writeBigUInt64LE(BigInt(change.epoch), EPOCH_AT);
  region.set(change.slots, SLOTS_AT);
  region.set(change.state, STATE_AT);
  region.set(checksum(region), CHECKSUM_AT);
  return region;
}

/** `place` is 0 or 1. Answers null for a region that was torn, damaged or written by a later version. */
export function parseRegion(bytes: Buffer, place: number): Region | null {
  if (bytes.length !== REGION_BYTES || !checksum(bytes).equals(bytes.subarray(CHECKSUM_AT))) return null;
  if (
    !bytes.subarray(0, HEADER_MAGIC.length).equals(HEADER_MAGIC) ||
    bytes[HEADER_MAGIC.length] !== HEADER_VERSION
  )
    return null;
  const epoch = Number(bytes.readBigUInt64LE(EPOCH_AT));
  if (!Number.isSafeInteger(epoch) || epoch % 2 !== place) return null;
  const [memoryKiB, passes, lanes, measuredMs] = [0, 4, 8, 12].map((at) =>
    bytes.readUInt32LE(KDF_AT + at),
  ) as [number, number, number, number];
  const salt = bytes.toString("base64", KDF_SALT_AT, KDF_SALT_AT + KDF_SALT_BYTES);
  const kdf = KdfParams.safeParse({ salt, memoryKiB, passes, lanes });
  if (!kdf.success) return null;
  return {
    epoch,
    identity: bytes.subarray(0, IDENTITY_BYTES),
    slots: bytes.subarray(SLOTS_AT, STATE_AT),
    state: bytes.subarray(STATE_AT, STATE_AT + STATE_BYTES),
    kdf: kdf.data,
    measuredMs,
    bytes,
  };
}

/** The index pointer, or null when the region was altered by somebody without the master key. The caller wipes `key`. */
export function openState(region: Region, masterKey: Uint8Array): IndexPointer | null {
  const salt = region.bytes.subarray(STATE_AT, STATE_AT + STATE_SALT_BYTES);
  const key = hkdf(masterKey, salt, STATE_INFO, MASTER_KEY_BYTES);
  const plain = openOnce(
    key,
    region.bytes.subarray(STATE_AT + STATE_SALT_BYTES, STATE_AT + STATE_BYTES),
    region.bytes.subarray(0, IDENTITY_BYTES),
  );
  key.fill(0);
  if (plain === null) return null;
  const pointer = {
    name: plain.toString("hex", 0, 16),
    key: Buffer.from(plain.subarray(16, 48)),
    generation: Number(plain.readBigUInt64LE(48)),
  };
  plain.fill(0);
  return pointer;
}

/** Tells a torn write from a whole one. It protects against accidents; against people the state's tag does. */
function checksum(region: Buffer): Buffer {
  return createHash("sha256").update(region.subarray(0, CHECKSUM_AT)).digest();
}
