import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Crypto } from "../chain.ts";

/** SHA-256 and Ed25519 in plain JavaScript: for a page that is opened from a disk, where browsers may have no WebCrypto. */
export const plainCrypto: Crypto = {
  sha256: (...parts) => {
    const hash = sha256.create();
    for (const part of parts) hash.update(part);
    return hash.digest();
  },
  verify: (publicKey, message, signature) => {
    try {
      // As RFC 8032 has it, and OpenSSL: not the laxer rules of ZIP 215.
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    } catch {
      return false; // 32 bytes that are no point
    }
  },
};
