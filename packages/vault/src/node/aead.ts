import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";

const TAG_BYTES = 16;
/** Every key here comes from its own random salt and encrypts one message, so the nonce carries nothing. */
const ZERO_NONCE = Buffer.alloc(12);

/** AES-256-GCM of one message under a key that is used once: ciphertext, then tag. */
export function sealOnce(key: Uint8Array, plain: Uint8Array, associated: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, ZERO_NONCE, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([body, cipher.getAuthTag()]);
}

/** The plaintext, or null when key, message or associated data do not belong together. */
export function openOnce(key: Uint8Array, message: Uint8Array, associated: Uint8Array): Buffer | null {
  const decipher = createDecipheriv("aes-256-gcm", key, ZERO_NONCE, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(message.subarray(message.length - TAG_BYTES));
  const plain = decipher.update(message.subarray(0, message.length - TAG_BYTES));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return null;
  }
}

/** HKDF-SHA-256 (RFC 5869). The caller wipes the result. */
export function hkdf(key: Uint8Array, salt: Uint8Array, info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", key, salt, info, bytes));
}
