import { PUBLIC_KEY_BYTES, RpcError, sealEnvelope, type Purpose, type Recipient } from "@casemate/contract";

/** Opens a base64 envelope, hands the secret to `use` and wipes it. Throws `bad_envelope`. */
export async function withSecret<T>(
  recipient: Recipient,
  envelope: string,
  purpose: Purpose,
  use: (secret: Uint8Array) => T | Promise<T>,
): Promise<T> {
  let secret: Uint8Array;
  try {
    secret = await recipient.open(Buffer.from(envelope, "base64"), purpose);
  } catch {
    throw new RpcError("bad_envelope", "The encrypted key or passphrase did not arrive intact. Try again.");
  }
  try {
    return await use(secret);
  } finally {
    secret.fill(0);
  }
}

/** Opens several, hands all secrets to `use` in their order and wipes them. Throws `bad_envelope`. */
export async function withSecrets<T>(
  recipient: Recipient,
  envelopes: readonly string[],
  purpose: Purpose,
  use: (secrets: readonly Uint8Array[]) => T | Promise<T>,
): Promise<T> {
  const [envelope, ...rest] = envelopes;
  if (envelope === undefined) return use([]);
  return withSecret(recipient, envelope, purpose, (secret) =>
    withSecrets(recipient, rest, purpose, (secrets) => use([secret, ...secrets])),
  );
}

/** Encrypts `secret` to a child's public key, both base64 outside. Throws `bad_key` when `publicKey` is none. */
export async function sealTo(publicKey: string, secret: Uint8Array, purpose: Purpose): Promise<string> {
  const key = Buffer.from(publicKey, "base64");
  if (key.length !== PUBLIC_KEY_BYTES)
    throw new RpcError("bad_key", "The receiving process gave no usable public key.");
  return Buffer.from(await sealEnvelope(key, secret, purpose)).toString("base64");
}

export function publicKeyOf(recipient: Recipient): string {
  return Buffer.from(recipient.publicKey).toString("base64");
}
