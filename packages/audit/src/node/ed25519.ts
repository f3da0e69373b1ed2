import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import type { VerifyEd25519 } from "../common/note/signed-note.ts";

/** RFC 8410: everything of a PKCS #8 private key but its 32 bytes, and the same of an SPKI public key. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
export const SEED_BYTES = 32;

export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** 64 bytes over the text in UTF-8. */
  sign(text: string): Buffer;
}

/** `seed` is 32 bytes and stays the caller's to wipe. */
export function signerOf(seed: Uint8Array): Signer {
  const der = Buffer.concat([PKCS8, seed]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  der.fill(0);
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return {
    publicKey: spki.subarray(SPKI.length),
    sign: (text) => sign(null, Buffer.from(text), key),
  };
}

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  try {
    return verify(null, message, publicKeyOf(publicKey), signature);
  } catch {
    return false; // 32 bytes that are no point
  }
};

function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI, raw]), format: "der", type: "spki" });
}
