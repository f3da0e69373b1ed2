import { problem, type Problem } from "../common/problem.ts";
import { TILE_WIDTH } from "../common/tree/tile.ts";
import { leafAt, type Row } from "./record.ts";
import type { Walk } from "./walk.ts";

/** Records before and after a bad one among which its place is looked for. */
const AROUND = 600;

/**
 * What was done at a place whose leaf is not the one that was signed: the record that belongs there may stand elsewhere, and the one that stands
 * there belong elsewhere. Null when the tile over the place is not complete, so that nothing says what belongs there.
 */
export function explain({ store, log }: Walk, row: Row): Problem | null {
  const at = row.seq;
  const signed = (seq: number): Buffer | null => {
    const tile = store.tile(0, Math.floor(seq / TILE_WIDTH));
    const from = (seq % TILE_WIDTH) * 32;
    return tile ? tile.hashes.subarray(from, from + 32) : null;
  };
  const belongs = (digest: Buffer, seq: number): boolean =>
    signed(seq)?.equals(leafAt(log, seq, digest)) === true;
  if (!signed(at) || belongs(row.digest, at)) return null;
  const rows = store.rows(Math.max(0, at - AROUND), at + AROUND);
  const mine = rows.find(({ digest }) => belongs(digest, at));
  const home = rows.find(({ seq }) => belongs(row.digest, seq));
  if (mine && home && mine.seq === home.seq)
    return problem("reordered", at, `Record ${String(at)} stands elsewhere: records were reordered.`);
  if (home && home.digest.equals(row.digest) && home.seq !== at && home.seq < at)
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
