import type { LedgerEntry } from "../common/ledger-contract.ts";
import { problem, type Problem } from "../common/problem.ts";
import { showRecord } from "../common/record/read.ts";
import { checkRow } from "./check-row.ts";
import { appendAll, type LogState } from "./log-state.ts";
import type { Store } from "./store.ts";

/**
 * Writes "unknown" for every intent that is open; answers how many. A list that names something else was altered: that is damage, and nothing is
 * written, for Casemate itself would sign a second outcome.
 */
export function settle(state: LogState): number {
  const { store } = state.files;
  if (state.damage || !store) return 0;
  const open = store.openIntents();
  state.damage = open.map((seq) => oddIntent(store, seq)).find((found) => found !== null) ?? null;
  if (state.damage) return 0;
  const additions = open.map((seq) => ({ entry: unknownOutcome(store, seq) }));
  return appendAll(state, additions).filter((answer) => !(answer instanceof Error)).length;
}

function oddIntent(store: Store, seq: number): Problem | null {
  const row = store.row(seq);
  // A text that was forgotten can no longer be asked; whether it may be gone is for the verification to say.
  const isIntent = row?.body === "" || (row && checkRow(row)?.kind === "intent");
  return isIntent && !hasOutcome(store, seq)
    ? null
    : problem(
        "open_intents",
        seq,
        `The list of unfinished acts names record ${String(seq)}, which is none: it was altered.`,
      );
}

function hasOutcome(store: Store, intent: number): boolean {
  return store.outcomesOf(intent).some((row) => {
    const links = checkRow(row);
    return links?.kind === "outcome" && links.intent === intent;
  });
}

function unknownOutcome(store: Store, seq: number): LedgerEntry {
  const row = store.row(seq);
  const record = row ? showRecord(seq, row.body, "0".repeat(64)) : null;
  return {
    kind: "outcome",
    actor: "casemate",
    action: record?.action ?? "ledger.recovered",
    subject: record?.subject ?? null,
    intent: seq,
    result: "unknown",
    detail: {},
  };
}
