import { RpcError } from "@casemate/contract";
import type { LedgerEntry } from "../common/ledger-contract.ts";
import type { RecordContent } from "../common/record/fields.ts";
import { ownNote, SEALED } from "../common/record/own-records.ts";
import { nextEpoch, signCheckpoint, type Epoch } from "./epoch.ts";
import { codeOf, FIRST_LINK, leafAt, link, sealContent } from "./record.ts";
import type { CheckpointRow, IntentChange, Store, Tail } from "./store.ts";
import { grow, rootOfTip, type Tip } from "./tip.ts";

/**
 * Records of one epoch at most, its seal not counted: with the clock's limit, how much a thief of today's key can rewrite. More only when the
 * disk is full and sealing has to wait.
 */
export const EPOCH_RECORDS = 256;

/** Where the log ends and who may write on. Replaced as a whole when a transaction fails. */
export interface Writer {
  readonly tip: Tip;
  epoch: Epoch;
  /** Link of the last record since the last checkpoint, but for the leaves that nobody has asked for since: most are sealed before. */
  link: Buffer;
  unlinked: Buffer[];
  /** Records that the last checkpoint covers. */
  sealed: number;
}

export function sizeOf({ tip }: Writer): number {
  return tip.frontier.size;
}

/** Hash of the record's leaf, which the tree holds. */
export interface Written {
  readonly seq: number;
  readonly leaf: Buffer;
}

/** Writes one entry inside a transaction of the caller's. Throws `bad_intent`, then nothing was written. */
export function addEntry(store: Store, writer: Writer, entry: LedgerEntry, now: Date): Written {
  const change = intentChange(store, entry, sizeOf(writer));
  const written = addContent(store, writer, contentOf(entry, now));
  if (change) store.changeIntent(change);
  return written;
}

export function addContent(store: Store, writer: Writer, content: RecordContent): Written {
  const seq = sizeOf(writer);
  const parts = sealContent(content);
  const leaf = leafAt(writer.epoch.keys.log, seq, parts.digest);
  store.addRow({ seq, ...parts });
  grow(writer.tip, leaf).forEach((tile) => {
    store.addTile(tile);
  });
  writer.unlinked.push(leaf);
  return { seq, leaf };
}

/** Where the log ends now; the last thing of every transaction. */
export function addTail(store: Store, writer: Writer): void {
  store.setTail(tailOf(writer));
}

export function tailOf(writer: Writer): Tail {
  const { keys, chainKey } = writer.epoch;
  const size = sizeOf(writer);
  writer.link = link(writer.link, writer.unlinked);
  writer.unlinked = [];
  return { size, code: codeOf(chainKey, keys.epoch, size, writer.link) };
}

/**
 * Ends the epoch inside a transaction of the caller's: a record that names the next key, a checkpoint over everything so far, and the
 * writer goes on in the next epoch. The caller writes the new key to the disk after the commit.
 */
export function sealEpoch(store: Store, writer: Writer, now: Date): CheckpointRow {
  const { epoch } = writer;
  const next = nextEpoch(epoch);
  addContent(
    store,
    writer,
    ownNote(SEALED, now.toISOString(), {
      epoch: epoch.keys.epoch,
      nextKey: next.epoch.publicKey.toString("base64"),
    }),
  );
  const size = sizeOf(writer);
  const checkpoint = {
    epoch: epoch.keys.epoch,
    size,
    note: signCheckpoint(epoch, size, rootOfTip(writer.tip)),
  };
  store.addCheckpoint(checkpoint);
  writer.epoch = next;
  writer.link = FIRST_LINK;
  writer.unlinked = [];
  writer.sealed = size;
  return checkpoint;
}

function contentOf(entry: LedgerEntry, now: Date): RecordContent {
  return {
    at: now.toISOString(),
    kind: entry.kind,
    actor: entry.actor.toWellFormed(),
    action: entry.action.toWellFormed(),
    subject: entry.subject?.toWellFormed() ?? null,
    intent: entry.intent,
    result: entry.result,
    detail: wellFormed(entry.detail),
  };
}

/** Names of files may hold lone surrogates, which no canonical text can: they become U+FFFD. */
function wellFormed(detail: LedgerEntry["detail"]): LedgerEntry["detail"] {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name.toWellFormed(),
      typeof value === "string" ? value.toWellFormed() : value,
    ]),
  );
}

function intentChange(store: Store, entry: LedgerEntry, seq: number): IntentChange {
  const { kind, intent, result } = entry;
  if (kind === "outcome") {
    if (intent === null || result === null)
      throw new RpcError("bad_intent", "An outcome must name its intent and its result.");
    if (!store.isOpen(intent))
      throw new RpcError("bad_intent", `There is no open intent with number ${String(intent)}.`);
    return { op: "close", seq: intent };
  }
  if (intent !== null) throw new RpcError("bad_intent", "Only an outcome may name an intent.");
  if (kind === "note") return null;
  if (result !== null) throw new RpcError("bad_intent", "An intent has no result yet.");
  return { op: "open", seq };
}
