import { call, Bytes, Id, MAX_MODEL_FILES, Sha256, Time, type Contract } from "@casemate/contract";
import * as z from "zod";

/** An HPKE envelope in base64: ciphertext that only the addressed child can open. */
const Envelope = z.string().max(100_000);
const PublicKey = z.string().max(64);

/** Read from a file that anybody can change before the passphrase is known: bounded, so that it cannot ask for all memory or a year. */
export const KdfParams = z.strictObject({
  /** argon2id salt, base64 of exactly 32 bytes. Public. */
  salt: z.base64().length(44),
  /** 64 MiB to 4 GiB. */
  memoryKiB: z
    .int()
    .min(64 * 1024)
    .max(4 * 1024 * 1024),
  passes: z.int().min(3).max(64),
  lanes: z.int().min(1).max(16),
});
export type KdfParams = z.output<typeof KdfParams>;

/** Name of a device secret in a keychain. Random; says nothing about the vault. */
export const DeviceId = z.string().regex(/^[0-9a-f]{32}$/);

/** One way into the vault. */
export const SlotInfo = z.strictObject({
  index: z.int().min(0).max(7),
  /** `device`: a passphrase that opens the vault only together with this machine's key. `duress`: opens nothing and acts. */
  kind: z.enum(["passphrase", "recovery", "device", "duress"]),
  /** What a duress passphrase does: 1 locks, 2 removes every way in but the recovery words, 3 removes every way in. */
  level: z.union([z.literal(1), z.literal(2), z.literal(3)]).nullable(),
  label: z.string().max(100),
  addedAt: Time.nullable(),
  /** False: the header no longer has it as it was added; a duress passphrase or damage removed it. */
  works: z.boolean(),
});

/** A large file (a model) under its own key. Lives in `quarantine/` until admitted, then in `vault/`. */
export const StoredFile = z.strictObject({
  id: Id,
  place: z.enum(["quarantine", "vault"]),
  /** Random object name relative to the data directory, for example "quarantine/9f…". */
  path: z.string().max(200),
  bytes: Bytes,
  sha256: Sha256,
  /** JSON text owned by the caller (model summary and report reference); encrypted in the index. */
  meta: z.string().max(64 * 1024),
  /** The first file of the model that this one is a further file of; null for a first or only one. */
  partOf: Id.nullable(),
});
export type StoredFile = z.output<typeof StoredFile>;

/** A small record (chat, report) stored whole. */
export const RecordInfo = z.strictObject({
  id: Id,
  kind: z.string().max(32),
  meta: z.string().max(16 * 1024),
  bytes: Bytes,
});

/** What intake wrote as `quarantine/<name>.part`; `key` has purpose "file-key". */
const AdoptedFile = z.strictObject({
  id: Id,
  name: z.string().regex(/^[0-9a-f]{32}$/),
  key: Envelope,
  bytes: Bytes,
  sha256: Sha256,
  meta: z.string().max(64 * 1024),
});

/** Largest record: a report with 1,000 findings and 4,096 tensors, or a long chat, stays well below. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;
const RecordData = z.string().max(MAX_RECORD_BYTES);

/** Spoken between the supervisor and the keeper. The keeper starts locked; there is no "lock" call: locking ends the process. */
export const keeperContract = {
  "keeper.status": call(
    "read",
    z.strictObject({}),
    z.strictObject({
      state: z.enum(["absent", "locked", "unlocked", "damaged"]),
      kdf: KdfParams.nullable(),
      measuredMs: z.number().nullable(),
      failures: z.int().nonnegative(),
      /** How the count was found when this process began: there, missing or damaged beside a vault, or with failures and from a later time than this clock has. */
      attempts: z.enum(["kept", "lost", "clock_back"]),
      retryAt: Time.nullable(),
      /** Name of this vault's device secret in the machine's keychain; null where no passphrase needs one. */
      device: DeviceId.nullable(),
      /** X25519 public key of this keeper process, base64; derived keys and file keys are sealed to it. */
      publicKey: PublicKey,
      message: z.string().nullable(),
      /** Protections of this process that the machine does not offer, one plain sentence each; empty when all are there. */
      notes: z.array(z.string().max(300)),
    }),
  ),
  /**
   * Creates the vault and leaves it unlocked. `derived` holds, here and below, the 32-byte argon2id output, purpose "derived-key"; for a vault
   * with a device secret that one's 32 bytes after it. Throws `exists`.
   */
  "keeper.create": call(
    "act",
    z.strictObject({ derived: Envelope, kdf: KdfParams, measuredMs: z.number() }),
    z.strictObject({}),
  ),
  /** Counts the attempt durably BEFORE the key is derived; answers "wait" while the back-off runs. Call it before spawning the key child. */
  "keeper.attempt": call(
    "act",
    z.strictObject({}),
    z.strictObject({ allowed: z.boolean(), retryAt: Time.nullable() }),
  ),
  "keeper.unlock": call(
    "act",
    z.strictObject({ derived: Envelope }),
    z.strictObject({
      /** `duress`: to be shown exactly like `wrong`. The keeper has done what concerns the header. */
      result: z.enum(["unlocked", "wrong", "duress", "wait", "damaged"]),
      retryAt: Time.nullable(),
      message: z.string(),
    }),
  ),
  /** Checks a passphrase again while unlocked (approvals). Wrong ones count as failed attempts. Throws `locked`, `wait`, `duress`. */
  "keeper.verify": call("act", z.strictObject({ derived: Envelope }), z.strictObject({ match: z.boolean() })),
  /**
   * Checks a passphrase before a panic, locked or not; counts as an attempt like any other. A duress passphrase does what it does and is shown
   * as a wrong one; `duress`: the vault was open and has to be locked. `recovery`: whether the header still has the recovery words; null when
   * the passphrase does not match or the index cannot be read.
   */
  "keeper.check": call(
    "act",
    z.strictObject({ derived: Envelope }),
    z.strictObject({
      result: z.enum(["match", "wrong", "duress", "wait", "damaged"]),
      retryAt: Time.nullable(),
      recovery: z.boolean().nullable(),
    }),
  ),

  /**
   * The ways into the unlocked vault. Every change below checks `derived` first and throws `wrong_passphrase`, or `duress` with the same
   * sentence; the keeper has then forgotten its keys, and the caller must lock.
   */
  "keeper.slots": call("read", z.strictObject({}), z.strictObject({ slots: z.array(SlotInfo) })),
  /**
   * Checks `derived` and puts `newDerived` in its slot's place. `cost`: the parameters `newDerived` was derived with, when they are other than
   * the header's; only while there is one slot. Wrong ones count as failed attempts. Throws `wrong_passphrase`, `wait`, `other_slots`,
   * `same_secret`, `which_slot`.
   */
  "keeper.replaceSecret": call(
    "act",
    z.strictObject({
      derived: Envelope,
      newDerived: Envelope,
      cost: z.strictObject({ kdf: KdfParams, measuredMs: z.number() }).nullable(),
    }),
    z.strictObject({}),
  ),
  /** Throws `wrong_passphrase`, `wait`, `same_secret`, `no_free_slot`, `exists`, `needs_recovery`. */
  "keeper.addSlot": call(
    "act",
    z.strictObject({
      derived: Envelope,
      newDerived: Envelope,
      kind: z.enum(["passphrase", "recovery", "duress"]),
      level: SlotInfo.shape.level,
      label: SlotInfo.shape.label,
    }),
    SlotInfo,
  ),
  /**
   * From now on the passphrase needs this machine's key, which the keychain holds as `device`. `recovery`: derived from the recovery words typed
   * again; null when the person accepts that losing the machine loses the vault. Throws `wrong_passphrase`, `wait`, `wrong_words`,
   * `other_slots`, `needs_recovery`.
   */
  "keeper.enableDevice": call(
    "act",
    z.strictObject({ derived: Envelope, device: DeviceId, recovery: Envelope.nullable() }),
    z.strictObject({}),
  ),
  /** The passphrase alone opens the vault again. Throws `wrong_passphrase`, `wait`, `other_slots`. */
  "keeper.disableDevice": call("act", z.strictObject({ derived: Envelope }), z.strictObject({})),
  /** Throws `wrong_passphrase`, `wait`, `last_slot`, `no_slot`, `needs_recovery`. */
  "keeper.removeSlot": call(
    "act",
    z.strictObject({ derived: Envelope, index: SlotInfo.shape.index }),
    z.strictObject({}),
  ),
  /** A fresh master key, wrapped by the slot that `derived` opens and by no other. Throws `wrong_passphrase`, `wait`, `device_key_on`. */
  "keeper.rekey": call(
    "act",
    z.strictObject({ derived: Envelope }),
    z.strictObject({ removed: z.int().nonnegative() }),
  ),

  /**
   * Takes over what intake wrote: a file, and the further files of the same model. All of them or none; durable when it answers. From then on
   * the first one's id stands for all: they are admitted and destroyed together.
   */
  "file.adopt": call(
    "act",
    AdoptedFile.extend({ further: z.array(AdoptedFile).max(MAX_MODEL_FILES - 1) }),
    StoredFile,
  ),
  /** A page of the files that follow `after` (null: from the first on). `next`: what to ask for after; null at the end. */
  "file.list": call(
    "read",
    z.strictObject({ after: Id.nullable() }),
    z.strictObject({ files: z.array(StoredFile), next: Id.nullable() }),
  ),
  "file.setMeta": call("act", z.strictObject({ id: Id, meta: z.string().max(64 * 1024) }), StoredFile),
  /** Re-wraps nothing but the index entries and renames into `vault/`, every file of the model in one step. Idempotent. */
  "file.admit": call("act", z.strictObject({ id: Id, meta: z.string().max(64 * 1024) }), StoredFile),
  /** The file's key, sealed to a child (inspector, unsealer) that showed `publicKey`. */
  "file.key": call(
    "act",
    z.strictObject({ id: Id, publicKey: PublicKey }),
    z.strictObject({ envelope: Envelope, path: z.string(), bytes: Bytes, sha256: Sha256 }),
  ),
  /** Destroys the keys of a model's files (index rewritten) and unlinks: constant time for each. Idempotent. */
  "file.destroy": call("act", z.strictObject({ id: Id }), z.strictObject({})),

  "record.put": call(
    "act",
    z.strictObject({ id: Id, kind: z.string().max(32), meta: z.string().max(16 * 1024), data: RecordData }),
    z.strictObject({}),
  ),
  "record.get": call(
    "read",
    z.strictObject({ id: Id }),
    z.strictObject({ info: RecordInfo, data: RecordData }).nullable(),
  ),
  /** In pages, like the files. */
  "record.list": call(
    "read",
    z.strictObject({ kind: z.string().max(32), after: Id.nullable() }),
    z.strictObject({ records: z.array(RecordInfo), next: Id.nullable() }),
  ),
  "record.delete": call("act", z.strictObject({ id: Id }), z.strictObject({})),
} as const satisfies Contract;
