import { decodeBase64 } from "./note/base64.ts";
import { epochName, originOf, readCheckpoint, type Checkpoint } from "./note/checkpoint.ts";
import { parseNote, signedBy, type VerifyEd25519 } from "./note/signed-note.ts";
import { CREATED, SEALED } from "./record/own-records.ts";
import type { Sha256 } from "./tree/hashing.ts";

/** How a reader hashes and checks signatures: Node's own, or plain JavaScript in a page. */
export interface Crypto {
  readonly sha256: Sha256;
  readonly verify: VerifyEd25519;
}

/** The public keys that the next checkpoint must be signed with. */
export interface PublicKeys {
  /** 32 hexadecimal digits. */
  readonly log: string;
  readonly publicKey: Uint8Array;
  readonly epoch: number;
  readonly epochKey: Uint8Array;
}

/** One of the log's own records, as far as it carries keys. */
export interface Carrier {
  readonly action: unknown;
  /** A fact of its detail. */
  readonly fact: (name: string) => unknown;
}

const KEY_BYTES = 32;

/** The keys that a log's first record names; null when it is no such record. */
export function firstKeys({ action, fact }: Carrier): PublicKeys | null {
  const log = fact("log");
  const [publicKey, epochKey] = [key(fact("publicKey")), key(fact("epochKey"))];
  if (action !== CREATED || typeof log !== "string" || !/^[0-9a-f]{32}$/.test(log)) return null;
  return publicKey && epochKey ? { log, publicKey, epoch: 0, epochKey } : null;
}

/** The keys of the next epoch, as the last record of this one names them; null when it does not. */
export function followingKeys(keys: PublicKeys, { action, fact }: Carrier): PublicKeys | null {
  const next = key(fact("nextKey"));
  if (action !== SEALED || fact("epoch") !== keys.epoch || !next) return null;
  return { ...keys, epoch: keys.epoch + 1, epochKey: next };
}

/** Why a text is not the checkpoint of these keys, as a whole sentence. */
export interface BadCheckpoint {
  readonly bad: "signature" | "foreign";
  readonly message: string;
}

/** The checkpoint in a note when the log's key and the epoch's both signed it, else what is wrong. */
export function signedCheckpoint(
  { sha256, verify }: Crypto,
  text: string,
  keys: PublicKeys,
): Checkpoint | BadCheckpoint {
  const name = `Checkpoint ${String(keys.epoch)}`;
  const note = parseNote(text);
  const checkpoint = note && readCheckpoint(note.text);
  if (!note || !checkpoint) return { bad: "signature", message: `${name} was altered: it is no checkpoint.` };
  const origin = originOf(keys.log);
  if (checkpoint.origin !== origin) return { bad: "foreign", message: `${name} belongs to another log.` };
  const signers = [
    { of: "the log's key", name: origin, publicKey: keys.publicKey },
    { of: "the key of its epoch", name: epochName(keys.log, keys.epoch), publicKey: keys.epochKey },
  ];
  for (const { of, ...signer } of signers) {
    const signed = signedBy(sha256, verify, note, signer);
    if (signed === "absent") return { bad: "signature", message: `${name} is not signed with ${of}.` };
    if (signed === "invalid")
      return { bad: "signature", message: `${name} has a signature that does not fit ${of}.` };
  }
  return checkpoint;
}

function key(value: unknown): Uint8Array | null {
  return typeof value === "string" ? decodeBase64(value, KEY_BYTES) : null;
}
