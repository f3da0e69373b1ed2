import { call, event, Bytes, Sha256, type Contract } from "@casemate/contract";
import * as z from "zod";
import { DeviceId, KdfParams } from "./keeper-contract.ts";

const Envelope = z.string().max(100_000);
const PublicKey = z.string().max(64);

/**
 * One-shot: derives one key and exits. `passphrase` has purpose "passphrase", `device` purpose "device-secret", the answer purpose "derived-key":
 * the argon2id output, and the device secret after it when one was given.
 */
export const kdfContract = {
  "kdf.hello": call("read", z.strictObject({}), z.strictObject({ publicKey: PublicKey })),
  /** Finds parameters that take 0.8–1.5 s here, never below 64 MiB and 3 passes; makes the salt. */
  "kdf.calibrate": call(
    "act",
    z.strictObject({}),
    z.strictObject({ kdf: KdfParams, measuredMs: z.number() }),
  ),
  /** `minimumLength` counts characters. Throws `empty_passphrase`, `weak_passphrase`, `bad_envelope`, `out_of_memory`. */
  "kdf.derive": call(
    "act",
    z.strictObject({
      passphrase: Envelope,
      device: Envelope.nullable(),
      kdf: KdfParams,
      keeperPublicKey: PublicKey,
      minimumLength: z.int().nonnegative(),
    }),
    z.strictObject({ derived: Envelope, ms: z.number() }),
  ),
} as const satisfies Contract;

/** Where this machine keeps device secrets, as people know it. */
export const DeviceStoreName = z.enum(["secret-service", "keychain", "credential-manager"]);

/**
 * One-shot: speaks with the operating system's keychain, so that no other process of ours does. Throws `no_keychain` where there is none,
 * `keychain_failed` (locked, refused by the person), `no_device_secret`.
 */
export const deviceContract = {
  /** Makes 32 random bytes, stores them under `id` and reads them back. */
  "device.create": call("act", z.strictObject({ id: DeviceId }), z.strictObject({ store: DeviceStoreName })),
  /** The secret, sealed to the key child that showed `publicKey`. */
  "device.open": call(
    "read",
    z.strictObject({ id: DeviceId, publicKey: PublicKey }),
    z.strictObject({ device: Envelope }),
  ),
  /** Removes it and looks that it is gone; false when there was none. */
  "device.remove": call("act", z.strictObject({ id: DeviceId }), z.strictObject({ removed: z.boolean() })),
} as const satisfies Contract;

/**
 * One-shot: fd 3 is the source (file, pipe or socket), fd 4 the new file `quarantine/<name>.part`, open for writing. Encrypts and hashes
 * in one pass, fsyncs, exits. Throws `not_a_file`, `source_changed`, `short_source`, `long_source`, `too_large`, `unreadable`,
 * `disk_full`, `not_saved`.
 */
export const intakeContract = {
  "intake.run": call(
    "act",
    z.strictObject({ keeperPublicKey: PublicKey, expectedBytes: Bytes.nullable() }),
    z.strictObject({ bytes: Bytes, storedBytes: Bytes, sha256: Sha256, key: Envelope }),
  ),
  "intake.progress": event(z.strictObject({ done: Bytes, total: Bytes.nullable() })),
} as const satisfies Contract;

/**
 * One-shot: fd 3 is the ciphertext; decrypts into a sealed memfd whose number it answers, and waits to be ended. Every chunk is
 * authenticated under the file's own key, so these are the bytes whose digest intake took and the inspector compared; nobody else ever
 * had that key, and hashing them again would take longer than decrypting. Throws `unsupported` (not Linux), `bad_envelope`, `damaged`,
 * `changed`, `out_of_memory`.
 */
export const unsealerContract = {
  "unseal.hello": call("read", z.strictObject({}), z.strictObject({ publicKey: PublicKey })),
  "unseal.run": call(
    "act",
    z.strictObject({ key: Envelope, bytes: Bytes }),
    z.strictObject({ fd: z.int(), bytes: Bytes }),
  ),
  /**
   * Authenticates the pieces of a stretch of the stored file, in place of `unseal.run`, and answers where the next one begins: `bytes` at the end, where
   * the padding is looked at too. No plaintext leaves the process. Throws like `unseal.run`.
   */
  "unseal.check": call(
    "read",
    z.strictObject({ key: Envelope, bytes: Bytes, from: Bytes, length: Bytes }),
    z.strictObject({ next: Bytes }),
  ),
  "unseal.progress": event(z.strictObject({ done: Bytes, total: Bytes })),
} as const satisfies Contract;
