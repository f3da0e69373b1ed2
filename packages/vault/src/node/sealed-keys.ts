import { hkdfSync } from "node:crypto";
import { COMMITMENT_BYTES, FILE_KEY_BYTES, KEY_INFO } from "../common/sealed-layout.ts";

export interface SealedKeys {
  /** AES-256-GCM key of sizes and chunks. The holder wipes it. */
  readonly payload: Buffer;
  /** Public: ties the file to exactly one key, which AES-GCM alone does not. */
  readonly commitment: Buffer;
}

/** Both values of one file. Throws `RangeError` when `fileKey` is not 32 bytes. */
export function deriveSealedKeys(fileKey: Uint8Array, salt: Uint8Array): SealedKeys {
  if (fileKey.length !== FILE_KEY_BYTES) throw new RangeError("a file key has 32 bytes");
  const both = Buffer.from(hkdfSync("sha256", fileKey, salt, KEY_INFO, FILE_KEY_BYTES + COMMITMENT_BYTES));
  const payload = Buffer.alloc(FILE_KEY_BYTES, both.subarray(0, FILE_KEY_BYTES));
  const commitment = Buffer.alloc(COMMITMENT_BYTES, both.subarray(FILE_KEY_BYTES));
  both.fill(0);
  return { payload, commitment };
}
