import { createPublicKey, sign, verify, type KeyObject } from "node:crypto";

/** The state of a log at one moment, as its key signed it. */
export interface Head {
  /** Random id of the log, 32 hexadecimal digits. */
  readonly log: string;
  /** Number of records. */
  readonly size: number;
  /** Hash of the last record. */
  readonly hash: string;
  /** UTC, ISO 8601 with milliseconds. */
  readonly signedAt: string;
  /** Ed25519 public key, 32 bytes in base64. */
  readonly publicKey: string;
}

export interface SignedHead extends Head {
  readonly text: string;
}

/** First line of every head: what is signed can be nothing else. */
const TITLE = "casemate-ledger-head/v1";
/**
 * Strict: a head has one spelling. Sizes have at most 15 digits, so they are exact numbers; the last digit before base64's padding
 * leaves no spare bits (RFC 4648, section 3.5), which a decoder ignores and a signature therefore would not notice.
 */
const SHAPE =
  /^casemate-ledger-head\/v1\nlog ([0-9a-f]{32})\nsize ([1-9][0-9]{0,14})\nhash ([0-9a-f]{64})\ntime (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\nkey ([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)\nsig ([A-Za-z0-9+/]{85}[AQgw]==)\n$/;

export function signHead(head: Head, key: KeyObject): SignedHead {
  const { log, size, hash, signedAt, publicKey } = head;
  const body = `${TITLE}\nlog ${log}\nsize ${String(size)}\nhash ${hash}\ntime ${signedAt}\nkey ${publicKey}\n`;
  const signature = sign(null, Buffer.from(body), key).toString("base64");
  return { ...head, text: `${body}sig ${signature}\n` };
}

/** Null when the text is not a head, or its signature does not fit the key it names. Whose key that is, the caller compares. */
export function readHead(text: string): SignedHead | null {
  const match = SHAPE.exec(text);
  if (!match) return null;
  const [, log = "", size = "", hash = "", signedAt = "", publicKey = "", signature = ""] = match;
  const body = text.slice(0, text.lastIndexOf("sig "));
  if (!verifies(body, publicKey, signature)) return null;
  return { log, size: Number(size), hash, signedAt, publicKey, text };
}

function verifies(body: string, publicKey: string, signature: string): boolean {
  try {
    const x = Buffer.from(publicKey, "base64").toString("base64url");
    const key = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } });
    return verify(null, Buffer.from(body), key, Buffer.from(signature, "base64"));
  } catch {
    return false; // 32 bytes that are not a point
  }
}
