import { decodeBase64 } from "../note/base64.ts";
import { epochName, originOf, readCheckpoint, type Checkpoint } from "../note/checkpoint.ts";
import { parseNote, signedBy, type VerifyEd25519 } from "../note/signed-note.ts";
import { CREATED, SEALED } from "../record/own-records.ts";
import type { Sha256 } from "../tree/hashing.ts";
import { BundleError } from "./problem.ts";

/** The fields of a record by name: `action`, `detail.nextKey`. */
export type Fields = ReadonlyMap<string, unknown>;

/** The public keys that the next checkpoint must be signed with. */
export interface LogKeys {
  /** 32 hexadecimal digits. */
  readonly log: string;
  readonly publicKey: Uint8Array;
  readonly epoch: number;
  readonly epochKey: Uint8Array;
}

/** How a reader hashes and checks signatures: Node's own, or plain JavaScript in a page. */
export interface Crypto {
  readonly sha256: Sha256;
  readonly verify: VerifyEd25519;
}

/** The keys that record 0 names. */
export function firstKeysOf(fields: Fields): LogKeys {
  const log = fields.get("detail.log");
  const [publicKey, epochKey] = [keyIn(fields, "detail.publicKey"), keyIn(fields, "detail.epochKey")];
  if (fields.get("action") !== CREATED || typeof log !== "string" || !/^[0-9a-f]{32}$/.test(log))
    throw new BundleError(
      "epoch",
      "Record 0 does not open a log: the keys that everything rests on are missing.",
    );
  if (!publicKey || !epochKey) throw new BundleError("epoch", "Record 0 does not name the log's keys.");
  return { log, publicKey, epoch: 0, epochKey };
}

/** The keys of the next epoch, as the last record of this one names them. */
export function nextKeysOf(keys: LogKeys, fields: Fields): LogKeys {
  const next = keyIn(fields, "detail.nextKey");
  if (fields.get("action") !== SEALED || fields.get("detail.epoch") !== keys.epoch || !next)
    throw new BundleError(
      "epoch",
      `The end of epoch ${String(keys.epoch)} is missing: no record there names the next key.`,
    );
  return { ...keys, epoch: keys.epoch + 1, epochKey: next };
}

/** The checkpoint in a note when the log's key and the epoch's both signed it. */
export function checkpointIn({ sha256, verify }: Crypto, text: string, keys: LogKeys): Checkpoint {
  const name = `Checkpoint ${String(keys.epoch)}`;
  const note = parseNote(text);
  const checkpoint = note && readCheckpoint(note.text);
  if (!note || !checkpoint) throw new BundleError("signature", `${name} was altered: it is no checkpoint.`);
  const origin = originOf(keys.log);
  if (checkpoint.origin !== origin) throw new BundleError("foreign", `${name} belongs to another log.`);
  const signers = [
    { of: "the log's key", key: { name: origin, publicKey: keys.publicKey } },
    {
      of: "the key of its epoch",
      key: { name: epochName(keys.log, keys.epoch), publicKey: keys.epochKey },
    },
  ];
  for (const { of, key } of signers) {
    const signed = signedBy(sha256, verify, note, key);
    if (signed === "absent") throw new BundleError("signature", `${name} is not signed with ${of}.`);
    if (signed === "invalid")
      throw new BundleError("signature", `${name} has a signature that does not fit ${of}.`);
  }
  return checkpoint;
}

function keyIn(fields: Fields, name: string): Uint8Array | null {
  const value = fields.get(name);
  return typeof value === "string" ? decodeBase64(value, 32) : null;
}
