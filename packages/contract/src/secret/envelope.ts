import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";

/**
 * Secrets cross processes only inside an HPKE envelope (RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * AES-256-GCM). The receiving child makes the key pair, the sender encrypts to it, and everything between them (page,
 * transport, shell) carries ciphertext only. So the long-lived shell never holds a passphrase or a key to wipe.
 */
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** Length of the encapsulated X25519 key that opens every envelope, in bytes. */
const ENC_BYTES = 32;
/** AES-GCM tag, in bytes. */
const TAG_BYTES = 16;
/** Length of a recipient's public key, in bytes. */
export const PUBLIC_KEY_BYTES = 32;
/** Largest plaintext of an envelope, in bytes: a 10,000-character passphrase of 4-byte characters fits. */
export const MAX_SECRET_BYTES = 64 * 1024;
/** Bytes that an envelope adds to its plaintext. */
export const ENVELOPE_OVERHEAD = ENC_BYTES + TAG_BYTES;

/** What an envelope is for; bound into the key schedule, so an envelope cannot be replayed for another purpose. */
export type Purpose = "passphrase" | "derived-key" | "device-secret" | "file-key" | "verify-key";

export interface Recipient {
  /** X25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Opens one envelope. Throws `Error("envelope does not open")` when it was made for another key or purpose, or altered. */
  open(envelope: Uint8Array, purpose: Purpose): Promise<Uint8Array>;
}

/** Makes a fresh key pair; the private half cannot be exported and dies with the process. */
export async function createRecipient(): Promise<Recipient> {
  const pair = await suite.kem.generateKeyPair();
  const publicKey = new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
  return {
    publicKey,
    open: async (envelope, purpose) => {
      if (envelope.length < ENVELOPE_OVERHEAD || envelope.length > MAX_SECRET_BYTES + ENVELOPE_OVERHEAD) {
        throw new Error("envelope does not open");
      }
      try {
        const context = await suite.createRecipientContext({
          recipientKey: pair,
          enc: copyOf(envelope.subarray(0, ENC_BYTES)),
          info: infoFor(purpose),
        });
        return new Uint8Array(await context.open(copyOf(envelope.subarray(ENC_BYTES))));
      } catch {
        throw new Error("envelope does not open");
      }
    },
  };
}

/** Encrypts `secret` (at most `MAX_SECRET_BYTES`) to `publicKey`. The caller wipes `secret` afterwards. */
export async function sealEnvelope(
  publicKey: Uint8Array,
  secret: Uint8Array,
  purpose: Purpose,
): Promise<Uint8Array> {
  if (secret.length > MAX_SECRET_BYTES) throw new RangeError("secret too long for one envelope");
  const recipientPublicKey = await suite.kem.deserializePublicKey(copyOf(publicKey));
  const sender = await suite.createSenderContext({ recipientPublicKey, info: infoFor(purpose) });
  const ciphertext = new Uint8Array(await sender.seal(secret));
  const envelope = new Uint8Array(ENC_BYTES + ciphertext.length);
  envelope.set(new Uint8Array(sender.enc), 0);
  envelope.set(ciphertext, ENC_BYTES);
  return envelope;
}

function infoFor(purpose: Purpose): ArrayBuffer {
  return copyOf(new TextEncoder().encode(`casemate envelope v1: ${purpose}`));
}

/** The library wants an ArrayBuffer of exactly these bytes; a view into a pooled Buffer is larger. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
