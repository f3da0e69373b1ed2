import {
  firstKeys,
  followingKeys,
  signedCheckpoint,
  type Carrier,
  type PublicKeys,
} from "../common/chain.ts";
import type { Checkpoint } from "../common/note/checkpoint.ts";
import { problem, type Problem } from "../common/problem.ts";
import type { RecordLinks } from "../common/record/read.ts";
import { nodeCrypto } from "./bundle-crypto.ts";
import type { CheckpointRow } from "./store.ts";

/** The keys that a log's first record names; null when it is no such record. */
export function openingKeys(links: RecordLinks | null): PublicKeys | null {
  return links && firstKeys(carrierOf(links));
}

/** The keys of the next epoch, as the last record of this one names them; null when it does not. */
export function sealedKeys(keys: PublicKeys, links: RecordLinks | null): PublicKeys | null {
  return links && followingKeys(keys, carrierOf(links));
}

/** The checkpoint when both keys signed it and it is the one of this epoch, else what is wrong. */
export function checkNote(row: CheckpointRow, keys: PublicKeys): Checkpoint | Problem {
  const found = signedCheckpoint(nodeCrypto, row.note, keys);
  if ("bad" in found) return problem(found.bad, null, found.message);
  if (found.size === row.size) return found;
  const name = `Checkpoint ${String(row.epoch)}`;
  return problem(
    "signature",
    null,
    `${name} was altered: it is not a checkpoint over ${String(row.size)} records.`,
  );
}

export function lostEpoch(epoch: number, at: number | undefined): Problem {
  return problem(
    "epoch",
    at ?? null,
    `The end of epoch ${String(epoch)} is missing: its checkpoint or the record that names the next key was removed or altered.`,
  );
}

function carrierOf({ action, detail }: RecordLinks): Carrier {
  return { action, fact: (name) => (Object.hasOwn(detail, name) ? detail[name] : undefined) };
}
