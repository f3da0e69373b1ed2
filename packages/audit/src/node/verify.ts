import type { AuditVerification } from "@casemate/contract";
import { problem, type Problem } from "../common/problem.ts";
import type { SignedHead } from "./head.ts";
import { checkHead, checkLast, type Parts } from "./open-log.ts";
import { errorCode } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { startWalk, step, type Walk } from "./walk.ts";

/** Records read at a time: some hundred kilobytes, a few milliseconds; between two batches the ledger answers others. */
const BATCH = 2048;

export interface Verified {
  readonly verification: AuditVerification;
  readonly found: Problem | null;
}

/**
 * Walks every record up to the head at this moment; appends may go on meanwhile. `known` is damage that was found before: the
 * walk is still made, because the first bad record says more than "the head does not fit".
 */
export async function verifyLog(
  parts: Parts,
  head: SignedHead | null,
  known: Problem | null,
): Promise<Verified> {
  const started = performance.now();
  const walk = startWalk(head?.log ?? logOf(parts.store));
  const found = await findProblem(parts, head, known, walk);
  const ms = performance.now() - started;
  const message = found ? found.message : allGood(walk, head);
  return {
    found,
    verification: {
      ok: found === null,
      records: walk.next,
      firstBad: found?.firstBad ?? null,
      problem: found?.problem ?? null,
      message,
      head: shown(head),
      ms,
    },
  };
}

async function findProblem(
  parts: Parts,
  head: SignedHead | null,
  known: Problem | null,
  walk: Walk,
): Promise<Problem | null> {
  const { store, headFile, key } = parts;
  if (!store) return known;
  try {
    // The outside head first: an append during the walk would move it.
    const now = headFile && key && !known ? checkHead(store, headFile, key).damage : known;
    const intents = new Map(store.openIntents().map(({ seq, settled }) => [seq, settled === 1]));
    const end = head?.size ?? store.end();
    const bad = await walkAll(walk, store, end);
    if (bad) return bad;
    if (now) return now;
    if (head) return checkLast(walk.prev, head) ?? checkIntents(walk, intents);
    return null;
  } catch (error) {
    return problem(
      "unreadable",
      walk.next,
      `ledger.db cannot be read from record ${String(walk.next)} on (${errorCode(error) || "unknown problem"}).`,
    );
  }
}

async function walkAll(walk: Walk, store: Store, end: number): Promise<Problem | null> {
  while (walk.next < end) {
    const rows = store.rows(walk.next, Math.min(walk.next + BATCH, end));
    if (rows.length === 0) return restGone(walk, store, end);
    for (const row of rows) {
      const found = step(walk, row, store);
      if (found) return found;
    }
    await new Promise(setImmediate);
  }
  return null;
}

/** Nothing in this range: records further on mean a hole, none means an early end. */
function restGone(walk: Walk, store: Store, end: number): Problem {
  const at = walk.next;
  if (at === 0 && store.end() === 0)
    return problem("emptied", 0, "The log was emptied: ledger.db holds no record.");
  if (store.end() > at)
    return problem("deleted", at, `Record ${String(at)} was deleted, with others after it.`);
  return problem(
    "truncated",
    at,
    `The log ends too early: ${String(at)} of ${String(end)} signed records are there.`,
  );
}

/** The list of open intents is derived from the records; a difference means it was altered, to hide that an act never ended. */
function checkIntents(walk: Walk, listed: ReadonlyMap<number, boolean>): Problem | null {
  const text = (map: ReadonlyMap<number, boolean>): string =>
    JSON.stringify([...map].sort(([a], [b]) => a - b));
  if (text(walk.open) === text(listed)) return null;
  const odd = [...new Set([...walk.open.keys(), ...listed.keys()])].filter(
    (seq) => walk.open.get(seq) !== listed.get(seq),
  );
  const first = Math.min(...odd);
  return problem(
    "open_intents",
    first,
    `The list of unfinished acts does not fit the records: it was altered at record ${String(first)}.`,
  );
}

function logOf(store: Store | null): string {
  const [first] = store?.rows(0, 1) ?? [];
  return /"log":"([0-9a-f]{32})"/.exec(first?.body ?? "")?.[1] ?? "";
}

function allGood(walk: Walk, head: SignedHead | null): string {
  const [first] = walk.clockBack;
  const clock =
    first === undefined ? "" : ` Note: the clock had been set back when record ${String(first)} was written.`;
  return `All ${String(walk.next)} records are whole, in order and signed${head ? ` (${head.signedAt})` : ""}.${clock}`;
}

function shown(head: SignedHead | null): AuditVerification["head"] {
  return head
    ? { size: head.size, hash: head.hash, signedAt: head.signedAt, publicKey: head.publicKey }
    : null;
}
