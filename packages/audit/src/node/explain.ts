import { problem, type Problem } from "../common/problem.ts";
import { TILE_WIDTH } from "../common/tree/tile.ts";
import { leafAt, type Row } from "./record.ts";
import type { Store } from "./store.ts";

/** Records before and after a bad one among which its place is looked for. */
const AROUND = 600;

/** The first of some records that is not the one a full tile has at its place; null when all are, or no tile is there. */
export function firstOdd(store: Store, log: string, from: number, to: number): Row | null {
  return (
    store
      .rows(from, to)
      .find(({ seq, digest }) => signedAt(store, seq)?.equals(leafAt(log, seq, digest)) === false) ?? null
  );
}

/**
 * What was done at a place whose leaf is not the one in its tile: the record that belongs there may stand elsewhere, and the one that stands
 * there belong elsewhere.
 */
export function explain(store: Store, log: string, row: Row): Problem {
  const at = row.seq;
  const belongs = (digest: Buffer, seq: number): boolean =>
    signedAt(store, seq)?.equals(leafAt(log, seq, digest)) === true;
  const rows = store.rows(Math.max(0, at - AROUND), at + AROUND);
  const mine = rows.find(({ digest }) => belongs(digest, at));
  const home = rows.find(({ seq }) => belongs(row.digest, seq));
  if (mine && home?.seq === mine.seq)
    return problem("reordered", at, `Record ${String(at)} stands elsewhere: records were reordered.`);
  if (home?.digest.equals(row.digest) && home.seq < at)
    return problem(
      "duplicated",
      at,
      `Record ${String(home.seq)} stands in the log twice, again as number ${String(at)}.`,
    );
  if (mine)
    return problem(
      "inserted",
      at,
      `Record ${String(at)} was inserted: the record that was written under this number stands further on.`,
    );
  if (home)
    return problem("deleted", at, `Record ${String(at)} was deleted, and the ones after it moved up.`);
  return problem("edited", at, `Record ${String(at)} was edited: it is not the one that was signed there.`);
}

function signedAt(store: Store, seq: number): Buffer | null {
  const from = (seq % TILE_WIDTH) * 32;
  return store.tile(0, Math.floor(seq / TILE_WIDTH))?.hashes.subarray(from, from + 32) ?? null;
}
