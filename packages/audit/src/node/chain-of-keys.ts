import { epochName, originOf, readCheckpoint, type Checkpoint } from "../common/note/checkpoint.ts";
import { decodeBase64 } from "../common/note/base64.ts";
import { parseNote, signedBy } from "../common/note/signed-note.ts";
import { problem, type Problem } from "../common/problem.ts";
import { CREATED, SEALED } from "../common/record/own-records.ts";
import type { RecordLinks } from "../common/record/read.ts";
import { SEED_BYTES, verifyEd25519 } from "./ed25519.ts";
import { sha256 } from "./hashing.ts";
import type { CheckpointRow } from "./store.ts";

/** The public keys that a checkpoint must be signed with. */
export interface Keys {
  /** 32 hexadecimal digits. */
  readonly log: string;
  readonly publicKey: Uint8Array;
  readonly epoch: number;
  readonly epochKey: Uint8Array;
}

/** The keys that a log's first record names; null when it is no such record. */
export function firstKeys(links: RecordLinks | null): Keys | null {
  const { log, publicKey, epochKey } = links?.detail ?? {};
  const [own, first] = [key(publicKey), key(epochKey)];
  if (links?.action !== CREATED || typeof log !== "string" || !own || !first) return null;
  return { log, publicKey: own, epoch: 0, epochKey: first };
}

/** The keys of the next epoch, as the last record of this one names them; null when it does not. */
export function followingKeys(keys: Keys, links: RecordLinks | null): Keys | null {
  const { epoch, nextKey } = links?.detail ?? {};
  const next = key(nextKey);
  return links?.action === SEALED && epoch === keys.epoch && next
    ? { ...keys, epoch: keys.epoch + 1, epochKey: next }
    : null;
}

/** The checkpoint when both keys signed it and it is the one of this epoch, else what is wrong. */
export function checkNote(row: CheckpointRow, keys: Keys): Checkpoint | Problem {
  const note = parseNote(row.note);
  const checkpoint = note && readCheckpoint(note.text);
  const name = `Checkpoint ${String(row.epoch)}`;
  if (!note || checkpoint?.size !== row.size)
    return problem(
      "signature",
      null,
      `${name} was altered: it is not a checkpoint over ${String(row.size)} records.`,
    );
  const origin = originOf(keys.log);
  if (checkpoint.origin !== origin) return problem("foreign", null, `${name} belongs to another log.`);
  const own = signedBy(sha256, verifyEd25519, note, { name: origin, publicKey: keys.publicKey });
  const epochs = signedBy(sha256, verifyEd25519, note, {
    name: epochName(keys.log, keys.epoch),
    publicKey: keys.epochKey,
  });
  if (own === "valid" && epochs === "valid") return checkpoint;
  const which = own === "valid" ? "the key of its epoch" : "the log's key";
  const how =
    (own === "valid" ? epochs : own) === "absent"
      ? "is not signed with"
      : "has a signature that does not fit";
  return problem("signature", null, `${name} ${how} ${which}.`);
}

export function lostEpoch(epoch: number, at: number | undefined): Problem {
  return problem(
    "epoch",
    at ?? null,
    `The end of epoch ${String(epoch)} is missing: its checkpoint or the record that names the next key was removed or altered.`,
  );
}

function key(value: unknown): Uint8Array | null {
  return typeof value === "string" ? decodeBase64(value, SEED_BYTES) : null;
}
