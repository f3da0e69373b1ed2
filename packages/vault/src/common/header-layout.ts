/** Layout of one region of `vault/header`, version 1: docs/formats/vault.md, part B. Offsets and sizes in bytes. */

/** First bytes of every region. */
export const HEADER_MAGIC = new TextEncoder().encode("casemate vault\n\n");
export const HEADER_VERSION = 1;
/** One region: a page and a disk block, so that writing one never touches the other. */
export const REGION_BYTES = 4096;
export const REGION_COUNT = 2;

export const VAULT_ID_AT = 32;
export const VAULT_ID_BYTES = 16;
/** u32 little-endian each: argon2id memory in KiB, passes, lanes; measured milliseconds. */
export const KDF_AT = 48;
export const KDF_SALT_AT = 64;
export const KDF_SALT_BYTES = 32;
/** Everything before this stays the same for the vault's life and is associated data of every slot. */
export const IDENTITY_BYTES = 96;
/** u64 little-endian. The region with epoch e stands at place e mod 2. */
export const EPOCH_AT = 96;

export const SLOTS_AT = 128;
export const SLOT_COUNT = 8;
export const SLOT_SALT_BYTES = 32;
export const SLOT_COMMITMENT_BYTES = 32;
/** Slot plaintext: type (1), panic level (1, zero but for type duress), 30 zero bytes, master key (32). */
export const SLOT_PLAIN_BYTES = 64;
export const SLOT_BYTES = SLOT_SALT_BYTES + SLOT_COMMITMENT_BYTES + SLOT_PLAIN_BYTES + 16;
export const SLOTS_BYTES = SLOT_COUNT * SLOT_BYTES;
export const MASTER_KEY_BYTES = 32;
/** HKDF-SHA-256 `info` of a slot; the output is the wrapping key, then the commitment. */
export const SLOT_INFO = "casemate vault slot v1";
/**
 * Slot types. The secret is an argon2id output; for `device` with this machine's secret after it. A `duress` slot wraps no key. Later ones
 * (TPM, LUKS2) get their own number.
 */
export const SLOT_TYPES = { passphrase: 1, recovery: 2, device: 3, duress: 4 } as const;
export type SlotKind = keyof typeof SLOT_TYPES;
/** Recovery words stand here and nothing else does: whoever has no key can then spare them (`failed-attempt.ts`). */
export const RECOVERY_SLOT = SLOT_COUNT - 1;
/** Length of an argon2id output and of a device secret. */
export const SECRET_BYTES = 32;

export const STATE_AT = SLOTS_AT + SLOTS_BYTES;
export const STATE_SALT_BYTES = 32;
/** State plaintext: index object's name (16), its file key (32), generation (u64 little-endian), 40 zero bytes. */
export const STATE_PLAIN_BYTES = 96;
export const STATE_BYTES = STATE_SALT_BYTES + STATE_PLAIN_BYTES + 16;
/** HKDF-SHA-256 `info` of the key that encrypts the state, from the master key. */
export const STATE_INFO = "casemate vault state v1";

export const CHECKSUM_AT = REGION_BYTES - 32;

export const OBJECT_NAME = /^[0-9a-f]{32}$/;
