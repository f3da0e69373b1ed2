import { RpcError } from "@casemate/contract";
import type { LedgerEntry } from "../common/ledger-contract.ts";
import { encodeBody } from "../common/record-body.ts";
import { signHead, type Head, type SignedHead } from "./head.ts";
import type { LogKey } from "./log-key.ts";
import { recordHash } from "./record-hash.ts";
import type { IntentChange, Row, Store } from "./store.ts";

export interface PreparedRecord {
  readonly row: Row;
  readonly change: IntentChange;
}

export interface Prepared extends PreparedRecord {
  readonly head: SignedHead;
}

/** The next record, its head and what it does to the open intents; writes nothing. Throws `bad_intent`. */
export function prepareAppend(
  store: Store,
  key: LogKey,
  head: SignedHead,
  entry: LedgerEntry,
  now: Date,
): Prepared {
  const record = prepareRecord(store, head, entry, now);
  const next = {
    log: head.log,
    size: head.size + 1,
    hash: record.row.hash,
    signedAt: now.toISOString(),
    publicKey: key.publicKey,
  };
  return { ...record, head: signHead(next, key.key) };
}

/** The next record after `head`, without a new head. */
export function prepareRecord(store: Store, head: Head, entry: LedgerEntry, now: Date): PreparedRecord {
  const change = intentChange(store, entry, head.size);
  const body = encodeBody({
    log: head.log,
    seq: head.size,
    prev: head.hash,
    at: now.toISOString(),
    kind: entry.kind,
    actor: entry.actor.toWellFormed(),
    action: entry.action.toWellFormed(),
    subject: entry.subject?.toWellFormed() ?? null,
    intent: entry.intent,
    result: entry.result,
    detail: wellFormed(entry.detail),
  });
  return { row: { seq: head.size, body, hash: recordHash(body) }, change };
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
    return outcomeChange(store, intent, result);
  }
  if (intent !== null) throw new RpcError("bad_intent", "Only an outcome may name an intent.");
  if (kind === "note") return null;
  if (result !== null) throw new RpcError("bad_intent", "An intent has no result yet.");
  return { op: "open", seq };
}

/** A real outcome may still come after the "unknown" that a restart of the ledger wrote; nothing comes after a real one. */
function outcomeChange(store: Store, intent: number, result: string): IntentChange {
  const open = store.openIntent(intent);
  const taken = !open || (result === "unknown" && open.settled === 1);
  if (taken) throw new RpcError("bad_intent", `There is no open intent with number ${String(intent)}.`);
  return { op: result === "unknown" ? "settle" : "close", seq: intent };
}
