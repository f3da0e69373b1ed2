import { originOf } from "../note/checkpoint.ts";
import { addSubtree, emptyFrontier, rootOf } from "../tree/frontier.ts";
import { treeHashing } from "../tree/hashing.ts";
import type { Crypto, PublicKeys } from "../chain.ts";
import { checkpointIn, firstKeysOf, nextKeysOf } from "./keys.ts";
import type { Leaf } from "./leaves.ts";
import { BundleError } from "./problem.ts";

/** Throws `duplicated`, `reordered`, `inserted`, `deleted` unless the pieces follow each other without gap or overlap, from 0. */
export function checkSequence(leaves: readonly Leaf[]): void {
  const seen = new Set<number>();
  for (const { seq } of leaves) {
    if (seen.has(seq)) throw new BundleError("duplicated", `Record ${String(seq)} is in the bundle twice.`);
    seen.add(seq);
  }
  leaves.forEach(({ seq }, i) => {
    if (seq < (leaves[i - 1]?.seq ?? 0))
      throw new BundleError(
        "reordered",
        `Record ${String(seq)} is not in its place: records were reordered.`,
      );
  });
  let next = 0;
  for (const { seq, level } of leaves) {
    if (seq < next)
      throw new BundleError("inserted", `Record ${String(seq)} was inserted where other records belong.`);
    if (seq > next) throw new BundleError("deleted", `Record ${String(next)} is missing.`);
    next = seq + 2 ** level;
  }
}

export interface History {
  readonly first: PublicKeys;
  readonly size: number;
  readonly epochs: number;
}

/**
 * Grows the tree piece by piece and holds it against every signed checkpoint on the way, each under the keys that the records before it name.
 * `notes` are the checkpoints' texts, epoch after epoch. Throws BundleError.
 */
export function walkHistory(
  crypto: Crypto,
  leaves: readonly Leaf[],
  notes: readonly string[],
  origin: string,
): History {
  const [opening] = leaves;
  if (!opening?.own)
    throw new BundleError("epoch", "Record 0 is not in the bundle: nothing names the log's keys.");
  const first = firstKeysOf(opening.own);
  if (originOf(first.log) !== origin)
    throw new BundleError("foreign", "Record 0 belongs to another log than the one that the manifest names.");
  const hashing = treeHashing(crypto.sha256);
  const frontier = emptyFrontier();
  let keys = first;
  let checkpoint = nextCheckpoint(crypto, notes, keys);
  let sealedUpTo = 0;
  for (const leaf of leaves) {
    if (!checkpoint) throw uncovered(leaf.seq);
    addSubtree(hashing, frontier, leaf.level, leaf.hash);
    if (frontier.size < checkpoint.size) continue;
    if (frontier.size > checkpoint.size) throw lost(keys.epoch);
    if (!same(rootOf(hashing, frontier), checkpoint.root)) throw changed(sealedUpTo, frontier.size);
    keys = nextKeysOf(keys, leaf.own ?? new Map());
    sealedUpTo = frontier.size;
    checkpoint = nextCheckpoint(crypto, notes, keys);
  }
  if (checkpoint)
    throw new BundleError("deleted", `Records from number ${String(frontier.size)} on are missing.`);
  return { first, size: frontier.size, epochs: keys.epoch };
}

function nextCheckpoint(
  crypto: Crypto,
  notes: readonly string[],
  keys: PublicKeys,
): ReturnType<typeof checkpointIn> | null {
  const note = notes[keys.epoch];
  return note === undefined ? null : checkpointIn(crypto, note, keys);
}

function changed(from: number, to: number): BundleError {
  return new BundleError(
    "edited",
    `Something was changed between record ${String(from)} and ${String(to - 1)}: together they are not what was signed.`,
  );
}

function uncovered(seq: number): BundleError {
  return new BundleError(
    "epoch",
    `No checkpoint covers record ${String(seq)}: the end of an epoch is missing.`,
  );
}

function lost(epoch: number): BundleError {
  return new BundleError("epoch", `The end of epoch ${String(epoch)} is missing.`);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
