import type { BaselineKey } from "@casemate/gpu-watch";
import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from "node:crypto";
import { readWhole, writeWhole } from "../whole-file.ts";

/** RFC 8410: everything of a PKCS #8 private key but its 32 bytes. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SEED_BYTES = 32;
const SPKI_HEAD_BYTES = 12;
const MAX_FILE_BYTES = 100;

/**
 * The key of this installation's baselines, in a file of mode 0600 beside the log's. It has to work while the vault is locked, so whoever can read
 * this user's files can sign baselines too; that one was captured stands in the log. null when there is none, or it is damaged.
 */
export function openBaselineKey(path: string): BaselineKey | null {
  let seed: Buffer;
  try {
    const text = Buffer.from(readWhole(path, MAX_FILE_BYTES)).toString("latin1").trim();
    seed = Buffer.from(text, "base64");
    if (seed.length !== SEED_BYTES || seed.toString("base64") !== text) return null;
  } catch {
    return null;
  }
  const der = Buffer.concat([PKCS8, seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  der.fill(0);
  seed.fill(0);
  const publicKey = createPublicKey(privateKey);
  return {
    publicKey: publicKey.export({ format: "der", type: "spki" }).subarray(SPKI_HEAD_BYTES).toString("base64"),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64"),
    verify: (text, signature) => {
      try {
        return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64"));
      } catch {
        return false;
      }
    },
  };
}

/** Makes a key where there is none that works. Throws the system's error. */
export function makeBaselineKey(path: string): BaselineKey {
  const seed = randomBytes(SEED_BYTES);
  writeWhole(path, `${seed.toString("base64")}\n`);
  seed.fill(0);
  const key = openBaselineKey(path);
  if (!key) throw new Error("a key that was just written cannot be read");
  return key;
}
