import type { PublicKeys } from "../common/chain.ts";
import { readCheckpoint } from "../common/note/checkpoint.ts";
import { parseNote } from "../common/note/signed-note.ts";
import { problem, type Problem } from "../common/problem.ts";
import { tailOf, type Writer } from "./append.ts";
import { checkNote, lostEpoch, openingKeys, sealedKeys } from "./chain-of-keys.ts";
import { checkRow } from "./check-row.ts";
import { nextEpoch, openEpoch, type Epoch } from "./epoch.ts";
import type { HeadFile } from "./head-file.ts";
import type { LogKeys } from "./key-file.ts";
import { unreadable, type OpenFiles } from "./open-log.ts";
import { FIRST_LINK, leafAt } from "./record.ts";
import type { CheckpointRow, Store } from "./store.ts";
import { grow, loadTip, rootOfTip } from "./tip.ts";

/** A log that fits together, and what a crash left to be written again. */
export interface GoodEnd {
  readonly writer: Writer;
  /** The last checkpoint. */
  readonly last: CheckpointRow;
  /** The key file still holds the key of a sealed epoch. */
  readonly keyBehind: boolean;
  /** The head file lacks the last checkpoint or the newest records. */
  readonly headBehind: boolean;
}

export type End = GoodEnd | Problem;

/**
 * Compares database, key file and head file with each other, and looks at every record since the last checkpoint. Writes nothing. The order
 * of writing is database, key, head; whatever a cut in that order explains is no problem.
 */
export function checkEnd({ store, headFile, keys }: OpenFiles): End {
  try {
    return check(store, headFile, keys);
  } catch (error) {
    return unreadable(error);
  }
}

function check(store: Store, headFile: HeadFile, keys: LogKeys): End {
  const end = store.end();
  if (end === 0) return problem("emptied", 0, "The log was emptied: ledger.db holds no record.");
  const last = store.lastCheckpoint();
  if (!last) return problem("signature", null, "The checkpoints in ledger.db were removed.");
  const own = openEpoch(keys);
  const signers = keysAt(store, last);
  if ("problem" in signers) return signers;
  if (signers.log !== keys.log || !own.log.publicKey.equals(signers.publicKey))
    return problem(
      "foreign",
      null,
      "ledger.db was signed by another key than ledger.key: one of them was exchanged.",
    );
  const checkpoint = checkNote(last, signers);
  if ("problem" in checkpoint) return checkpoint;
  const epoch = currentEpoch(own, last);
  if ("problem" in epoch) return epoch;
  const sealing = store.row(last.size - 1);
  const following = sealedKeys(signers, sealing ? checkRow(sealing) : null);
  if (!following || !epoch.epoch.publicKey.equals(following.epochKey))
    return end < last.size
      ? truncated(end, last.size)
      : problem(
          "epoch",
          last.size - 1,
          `Record ${String(last.size - 1)} does not name the key in ledger.key as the next one.`,
        );
  if (end < last.size) return truncated(end, last.size);
  const tip = loadTip(store, keys.log, last.size);
  if (!rootOfTip(tip).equals(checkpoint.root))
    return problem("tree", null, "The tree over the records does not have the root that was signed.");
  const writer: Writer = {
    tip,
    epoch,
    link: FIRST_LINK,
    unlinked: [],
    sealed: last.size,
  };
  const unsealed = walkUnsealed(store, writer, end);
  if (unsealed) return unsealed;
  const heads = checkHeads(store, headFile, keys.log, last, end);
  if ("problem" in heads) return heads;
  return { writer, last, keyBehind: epoch !== own, headBehind: heads.behind };
}

/** The keys that the last checkpoint must be signed with: out of the first record or the seal before. */
function keysAt(store: Store, last: CheckpointRow): PublicKeys | Problem {
  const opening = store.row(0);
  if (!opening) return problem("deleted", 0, "Record 0 was deleted.");
  const first = openingKeys(checkRow(opening));
  if (!first) return problem("edited", 0, "Record 0 was edited: a log cannot begin like this.");
  if (last.epoch === 0) return first;
  const [before] = store.checkpoints(last.epoch - 1, 1);
  const seal = before?.epoch === last.epoch - 1 ? store.row(before.size - 1) : undefined;
  const keys = sealedKeys({ ...first, epoch: last.epoch - 1 }, seal ? checkRow(seal) : null);
  return keys ?? lostEpoch(last.epoch - 1, before ? before.size - 1 : undefined);
}

/** The epoch that goes on after `last`. One ahead of the key file is what a crash between commit and key file leaves. */
function currentEpoch(own: Epoch, last: CheckpointRow): Epoch | Problem {
  const { epoch } = own.keys;
  if (epoch === last.epoch + 1) return own;
  if (epoch === last.epoch) return nextEpoch(own);
  return epoch > last.epoch
    ? problem(
        "rolled_back",
        last.size,
        `ledger.db ends with epoch ${String(last.epoch)}, and ledger.key is at ${String(epoch)}: an older copy of the log was put back, or its end was removed.`,
      )
    : problem("rolled_back", null, "ledger.key is older than ledger.db: an older copy of it was put back.");
}

/** Records that no checkpoint covers yet: each for itself, and all of them by the code under the epoch's key. */
function walkUnsealed(store: Store, writer: Writer, end: number): Problem | null {
  const { epoch, tip, sealed } = writer;
  for (const [i, row] of store.rows(sealed, end).entries()) {
    const at = sealed + i;
    if (row.seq !== at) return problem("deleted", at, `Record ${String(at)} was deleted.`);
    if (!checkRow(row))
      return problem("edited", at, `Record ${String(at)} was edited: its text does not have its digest.`);
    const leaf = leafAt(epoch.keys.log, at, row.digest);
    grow(tip, leaf);
    writer.unlinked.push(leaf);
  }
  const tail = store.tail();
  if (tail?.size !== undefined && tail.size > end) return truncated(end, tail.size);
  if (tail?.size !== undefined && tail.size < end)
    return problem(
      "inserted",
      tail.size,
      `Record ${String(tail.size)} was inserted: the log ended before it.`,
    );
  return tail?.code === tailOf(writer).code
    ? null
    : problem(
        "edited",
        sealed,
        `Records were changed from number ${String(sealed)} on: they are not the ones that were written there.`,
      );
}

/** Null when the head file says the same; `behind` when a crash explains what it lacks. */
function checkHeads(
  store: Store,
  headFile: HeadFile,
  log: string,
  last: CheckpointRow,
  end: number,
): Problem | { readonly behind: boolean } {
  const places = headFile.checkpoints();
  const sizes = places.map((text) => sizeOfNote(text));
  const newest = Math.max(...sizes.map((size) => size ?? 0));
  const running = headFile.running();
  if (newest === 0) return problem("signature", null, "ledger.head holds no checkpoint: it was overwritten.");
  if (running && running.log !== log)
    return problem(
      "foreign",
      null,
      "ledger.db and ledger.head belong to two different logs: one of them was exchanged.",
    );
  if (newest > last.size) return truncated(end, newest);
  const here = places[last.epoch % 2];
  if (here !== last.note) {
    const [before] = store.checkpoints(last.epoch - 1, 1);
    const explained =
      before !== undefined && places[before.epoch % 2] === before.note && sizes[last.epoch % 2] !== last.size;
    return explained
      ? { behind: true }
      : problem(
          "head",
          null,
          "ledger.head does not hold the last checkpoints: an older copy was put back, or it was altered.",
        );
  }
  if (running && running.size > end) return truncated(end, running.size);
  if (running && (running.size < last.size || (running.size === end && running.code !== store.tail()?.code)))
    return problem("head", running.size - 1, "ledger.head holds another end of the log than ledger.db.");
  if (places[(last.epoch + 1) % 2] === "")
    return problem(
      "head",
      null,
      "One of the two checkpoints in ledger.head is unreadable, and no interrupted write explains it.",
    );
  return { behind: running?.size !== end };
}

/** Null when the place holds no checkpoint; never written counts as none. */
function sizeOfNote(text: string | null): number | null {
  const note = parseNote(text ?? "");
  return (note && readCheckpoint(note.text)?.size) ?? null;
}

function truncated(have: number, known: number): Problem {
  const message = `The log ends too early: ${String(known)} records were written, ${String(have)} are there. Records were removed, or an older copy was put back.`;
  return problem("truncated", have, message);
}
