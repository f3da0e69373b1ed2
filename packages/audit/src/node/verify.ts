import { RpcError, type AuditVerification } from "@casemate/contract";
import { problem, type Problem } from "../common/problem.ts";
import { readCheckpoint } from "../common/note/checkpoint.ts";
import { parseNote } from "../common/note/signed-note.ts";
import { checkEnd } from "./check-end.ts";
import { unreadable, type OpenFiles } from "./open-log.ts";
import type { Store } from "./store.ts";
import { startWalk, steps, type Depth, type Walk } from "./walk.ts";

/** Records read at a time: some hundred kilobytes, a few milliseconds; between two batches the ledger answers others. */
const BATCH = 2048;

export interface Verified {
  readonly verification: AuditVerification;
  readonly found: Problem | null;
}

/**
 * Walks every record up to the end at this moment; appends may go on meanwhile. `known` is damage that was found before: the
 * walk is still made, because the first bad record says more than "the files do not fit". What `progress` throws as RpcError ends it.
 */
export async function verifyLog(
  files: Partial<OpenFiles>,
  known: Problem | null,
  depth: Depth,
  progress: (done: number, of: number) => void,
): Promise<Verified> {
  const started = performance.now();
  const { store } = files;
  const last = store?.lastCheckpoint();
  const end = store?.end() ?? 0;
  const walk = store ? startWalk(store, logOf(store), depth) : null;
  const found = walk
    ? await findProblem(walk, files, known, { end, epoch: last?.epoch ?? -1 }, progress)
    : known;
  const note = parseNote(last?.note ?? "");
  const checkpoint = note && readCheckpoint(note.text);
  return {
    found,
    verification: {
      ok: found === null,
      records: walk?.next ?? 0,
      firstBad: found?.firstBad ?? null,
      problem: found?.problem ?? null,
      message: found?.message ?? (walk ? allGood(walk, checkpoint?.size ?? 0) : ""),
      checkpoint:
        checkpoint && last
          ? { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString("hex"), epoch: last.epoch }
          : null,
      clockBack: walk?.clockBack ?? [],
      unfinished: walk?.open.size ?? 0,
      ms: performance.now() - started,
    },
  };
}

/** Where the log ended when the walk began: number of records, and the last epoch that was sealed. */
interface Until {
  readonly end: number;
  readonly epoch: number;
}

async function findProblem(
  walk: Walk,
  files: Partial<OpenFiles>,
  known: Problem | null,
  until: Until,
  progress: (done: number, of: number) => void,
): Promise<Problem | null> {
  try {
    // The files beside the database first: an append during the walk would move them.
    const now = known ?? endProblem(files);
    const intents = new Set(walk.store.openIntents());
    const bad = await walkAll(walk, until, progress);
    return bad ?? now ?? checkPruned(walk) ?? (walk.depth === "records" ? checkIntents(walk, intents) : null);
  } catch (error) {
    if (error instanceof RpcError) throw error; // somebody stopped it: that says nothing about the log
    return unreadable(error, walk.next);
  }
}

function endProblem({ db, store, headFile, keyFile, keys }: Partial<OpenFiles>): Problem | null {
  if (!db || !store || !headFile || !keyFile || !keys) return null;
  const current = keyFile.read();
  if (!current) return problem("signature", null, "ledger.key does not hold keys of Casemate's.");
  const end = checkEnd({ db, store, headFile, keyFile, keys: current });
  return "problem" in end ? end : null;
}

async function walkAll(
  walk: Walk,
  { end, epoch }: Until,
  progress: (done: number, of: number) => void,
): Promise<Problem | null> {
  while (walk.next < end) {
    const found = steps(walk, Math.min(walk.next + BATCH, end));
    if (!found) return restGone(walk, end);
    if (found !== "whole") return found;
    progress(walk.next, end);
    await new Promise(setImmediate);
  }
  if (end === 0) return problem("emptied", 0, "The log was emptied: ledger.db holds no record.");
  const { checkpoint } = walk;
  if (checkpoint && checkpoint.epoch <= epoch)
    return problem(
      "truncated",
      end,
      `The log ends too early: ${String(checkpoint.size)} records were signed, ${String(end)} are there.`,
    );
  return null;
}

/** Nothing in this range: records further on mean a hole. */
function restGone({ next }: Walk, end: number): Problem {
  return problem(
    "deleted",
    next,
    `Record ${String(next)} was deleted, with others after it (${String(end)} were counted).`,
  );
}

/** Texts may only be missing where a record of the log says so. */
function checkPruned({ lastPruned, prunedBelow }: Walk): Problem | null {
  return lastPruned < prunedBelow
    ? null
    : problem(
        "pruned",
        lastPruned,
        `The text of record ${String(lastPruned)} is gone, and nothing in the log says that it was forgotten.`,
      );
}

/** The list of open intents is derived from the records; a difference means it was altered, to hide that an act never ended. */
function checkIntents(walk: Walk, listed: ReadonlySet<number>): Problem | null {
  // The text of an intent that was forgotten cannot be asked whether it was one.
  const second = walk.tooMany.find(({ intent }) => intent >= walk.prunedBelow);
  if (second)
    return problem(
      "open_intents",
      second.seq,
      `Record ${String(second.seq)} is an outcome too many: no act with number ${String(second.intent)} was open. The list of unfinished acts was altered.`,
    );
  const all = [...new Set([...walk.open, ...listed])];
  const odd = all.filter((seq) => walk.open.has(seq) !== listed.has(seq) && seq >= walk.prunedBelow);
  if (odd.length === 0) return null;
  const first = Math.min(...odd);
  return problem(
    "open_intents",
    first,
    `The list of unfinished acts does not fit the records: it was altered at record ${String(first)}.`,
  );
}

function logOf(store: Store): string {
  return /"log":"([0-9a-f]{32})"/.exec(store.row(0)?.body ?? "")?.[1] ?? "";
}

function allGood(walk: Walk, sealed: number): string {
  const [first] = walk.clockBack;
  const clock =
    first === undefined ? "" : ` Note: the clock had been set back when record ${String(first)} was written.`;
  const what =
    walk.depth === "records"
      ? "whole, in order and in the signed tree"
      : "in the signed tree (their texts were not read)";
  const open = walk.next - sealed;
  const tail = open > 0 ? ` The newest ${String(open)} are not sealed yet.` : "";
  return `All ${String(walk.next)} records are ${what}.${tail}${clock}`;
}
