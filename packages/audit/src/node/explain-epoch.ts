import { SEALED } from "../common/record/own-records.ts";
import { problem, type Problem } from "../common/problem.ts";
import { addSubtree, copyFrontier, rootOf, type Frontier } from "../common/tree/frontier.ts";
import { checkRow } from "./check-row.ts";
import { explain, firstOdd } from "./explain.ts";
import { hashing } from "./hashing.ts";
import { leafAt, type Row } from "./record.ts";
import type { Store } from "./store.ts";

/** An epoch whose records are together not what was signed. */
export interface BadEpoch {
  readonly store: Store;
  readonly log: string;
  readonly epoch: number;
  /** The tree before the epoch's first record. */
  readonly before: Frontier;
  /** Number of records that the checkpoint covers, and its root. */
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * What was done to the epoch. A full tile says which place differs; behind the last of them, with one record left out, or two neighbours exchanged, the signed root may come back. Only the whole of an epoch
 * was signed, so an edit is only known to lie in it.
 */
export function explainEpoch(bad: BadEpoch): Problem {
  const from = bad.before.size;
  const rows = bad.store.rows(from, bad.size + 1);
  const odd = firstOdd(bad.store, bad.log, from, bad.size);
  if (odd) return explain(bad.store, bad.log, odd);
  return inserted(bad, rows) ?? reordered(bad, rows) ?? deleted(bad, rows) ?? edited(from, bad.size);
}

function inserted(bad: BadEpoch, rows: readonly Row[]): Problem | null {
  const at = rows.findIndex((_, i) => fits(bad, rows.toSpliced(i, 1)));
  const row = rows[at];
  if (!row) return null;
  const twin = rows.find(({ seq, digest }) => seq !== row.seq && digest.equals(row.digest));
  if (!twin)
    return problem(
      "inserted",
      row.seq,
      `Record ${String(row.seq)} was inserted: without it, the rest is what was signed.`,
    );
  const [first, again] = [Math.min(row.seq, twin.seq), Math.max(row.seq, twin.seq)];
  return problem(
    "duplicated",
    again,
    `Record ${String(first)} stands in the log twice, again as number ${String(again)}.`,
  );
}

function reordered(bad: BadEpoch, rows: readonly Row[]): Problem | null {
  const mine = rows.slice(0, bad.size - bad.before.size);
  for (const [i, row] of mine.entries()) {
    const next = mine[i + 1];
    if (next && fits(bad, mine.toSpliced(i, 2, next, row)))
      return problem(
        "reordered",
        row.seq,
        `Records ${String(row.seq)} and ${String(next.seq)} were exchanged.`,
      );
  }
  return null;
}

/** The seal stands one place too early: something before it is gone. */
function deleted({ before, size, epoch }: BadEpoch, rows: readonly Row[]): Problem | null {
  const early = rows.find(({ seq }) => seq === size - 2);
  const links = early ? checkRow(early) : null;
  if (links?.action !== SEALED || links.detail["epoch"] !== epoch) return null;
  return problem(
    "deleted",
    before.size,
    `A record between number ${String(before.size)} and ${String(size - 2)} was deleted, and the ones after it moved up.`,
  );
}

function edited(from: number, to: number): Problem {
  return problem(
    "edited",
    from,
    `Records were changed between number ${String(from)} and ${String(to - 1)}: together they are not what was signed.`,
  );
}

function fits({ before, log, size, root }: BadEpoch, rows: readonly Row[]): boolean {
  if (rows.length !== size - before.size) return false;
  const frontier = copyFrontier(before);
  for (const { digest } of rows) addSubtree(hashing, frontier, 0, leafAt(log, frontier.size, digest));
  return Buffer.from(rootOf(hashing, frontier)).equals(root);
}
