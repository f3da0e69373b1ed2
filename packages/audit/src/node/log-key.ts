import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";

/** The key that signs the log's heads. It stands outside the vault: the log works while the vault is locked. */
export interface LogKey {
  readonly key: KeyObject;
  /** 32 bytes in base64. */
  readonly publicKey: string;
}

export function createLogKey(): { readonly pem: string; readonly logKey: LogKey } {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" });
  return { pem, logKey: readLogKey(pem) };
}

/** Throws when the text is not the private half of an Ed25519 key. */
export function readLogKey(pem: string): LogKey {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== "ed25519") throw new TypeError("not an Ed25519 key");
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  return { key, publicKey: Buffer.from(x, "base64url").toString("base64") };
}
