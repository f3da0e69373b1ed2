import {
  firstKeys,
  followingKeys,
  signedCheckpoint,
  type Carrier,
  type Crypto,
  type PublicKeys,
} from "../chain.ts";
import type { Checkpoint } from "../note/checkpoint.ts";
import { DETAIL } from "../record/fields.ts";
import { BundleError } from "./problem.ts";

/** The fields of a record by name: `action`, `detail.nextKey`. */
export type Fields = ReadonlyMap<string, unknown>;

/** The keys that record 0 names. Throws `epoch`. */
export function firstKeysOf(fields: Fields): PublicKeys {
  const keys = firstKeys(carrierOf(fields));
  if (keys) return keys;
  throw new BundleError(
    "epoch",
    "Record 0 does not open a log: the keys that everything rests on are missing.",
  );
}

/** The keys of the next epoch, as the last record of this one names them. Throws `epoch`. */
export function nextKeysOf(keys: PublicKeys, fields: Fields): PublicKeys {
  const next = followingKeys(keys, carrierOf(fields));
  if (next) return next;
  throw new BundleError(
    "epoch",
    `The end of epoch ${String(keys.epoch)} is missing: no record there names the next key.`,
  );
}

/** The checkpoint in a note when the log's key and the epoch's both signed it. Throws `signature`, `foreign`. */
export function checkpointIn(crypto: Crypto, text: string, keys: PublicKeys): Checkpoint {
  const found = signedCheckpoint(crypto, text, keys);
  if ("bad" in found) throw new BundleError(found.bad, found.message);
  return found;
}

function carrierOf(fields: Fields): Carrier {
  return { action: fields.get("action"), fact: (name) => fields.get(`${DETAIL}${name}`) };
}
