import type { PublicKeys } from "../common/chain.ts";
import { entryText } from "../common/record/fields.ts";
import { CREATED, PRUNED } from "../common/record/own-records.ts";
import type { RecordLinks } from "../common/record/read.ts";
import { problem, type Problem } from "../common/problem.ts";
import { copyFrontier, emptyFrontier, type Frontier } from "../common/tree/frontier.ts";
import { readCheckpoint } from "../common/note/checkpoint.ts";
import { parseNote } from "../common/note/signed-note.ts";
import { TILE_WIDTH } from "../common/tree/tile.ts";
import { checkNote, lostEpoch, openingKeys, sealedKeys } from "./chain-of-keys.ts";
import { checkRow } from "./check-row.ts";
import { explain, firstOdd } from "./explain.ts";
import { explainEpoch } from "./explain-epoch.ts";
import { leafOf } from "./hashing.ts";
import type { Row } from "./record.ts";
import type { CheckpointRow, Place, Store, Tile } from "./store.ts";
import { grow, rootOfTip, type Tip } from "./tip.ts";

/** `records` recomputes every field's commitment; `tree` takes digests as they are, and proves that they are the signed ones. */
export type Depth = "records" | "tree";

/** Where a walk stands. Everything before `next` is in its place. */
export interface Walk {
  readonly store: Store;
  readonly log: string;
  readonly depth: Depth;
  readonly tip: Tip;
  next: number;
  prevAt: string;
  /** Numbers of records older than the one before them by the clock. Not a problem: clocks are set. At most `MAX_NOTED`. */
  readonly clockBack: number[];
  /** Intents without an outcome so far. */
  readonly open: Set<number>;
  /** Outcomes whose intent was not open when they came, with its number: a second one, or one of what is no intent. */
  readonly tooMany: { readonly seq: number; readonly intent: number }[];
  /** Texts below this number may be gone, as the last record about it says; and the largest number whose text is gone. */
  prunedBelow: number;
  lastPruned: number;
  keys: PublicKeys | null;
  /** The checkpoint that comes next; undefined behind the last. */
  checkpoint: CheckpointRow | undefined;
  /** The tree before this epoch. */
  before: Frontier;
}

/** Backward steps of the clock that are named; beyond, nobody reads on. */
const MAX_NOTED = 5;

export function startWalk(store: Store, log: string, depth: Depth): Walk {
  return {
    store,
    log,
    depth,
    tip: { frontier: emptyFrontier(), partial: [] },
    next: 0,
    prevAt: "",
    clockBack: [],
    open: new Set(),
    tooMany: [],
    prunedBelow: 0,
    lastPruned: -1,
    keys: null,
    checkpoint: store.checkpoints(0, 1)[0],
    before: emptyFrontier(),
  };
}

/** Checks the records from where the walk stands to below `to` and moves on. Null: nothing in this range. Else what the first bad one is. */
export function steps(walk: Walk, to: number): Problem | "whole" | null {
  const { store, depth, next } = walk;
  const places = store.places(next, to);
  const rows = depth === "records" ? store.rows(next, to) : [];
  for (const [i, place] of places.entries()) {
    const found = step(walk, place, rows[i]);
    if (found) return found;
  }
  return places.length === 0 ? null : "whole";
}

/** The problem when this is not the record that belongs here. */
function step(walk: Walk, place: Place, row: Row | undefined): Problem | null {
  const at = walk.next;
  if (place.seq !== at) return problem("deleted", at, `Record ${String(at)} was deleted.`);
  const links = linksOf(walk, place, row);
  if (!links && place.text !== "gone")
    return problem("edited", at, `Record ${String(at)} was edited: its text does not have its digest.`);
  if (!links) walk.lastPruned = at;
  const tiles = grow(walk.tip, leafOf(entryText(walk.log, at, place.digest)));
  for (const tile of tiles) {
    const bad = checkTile(walk, tile);
    if (bad) return bad;
  }
  walk.next = at + 1;
  const read = links === "unread" ? null : links;
  if (read) note(walk, at, read);
  return at === 0 ? opening(walk, read) : checkpointHere(walk, read);
}

/** Null: the text does not fit. "unread": nobody asked for it. */
function linksOf(
  { depth, store }: Walk,
  { seq, text }: Place,
  row: Row | undefined,
): RecordLinks | "unread" | null {
  if (text === "gone") return null;
  // What the log says of itself carries the keys: that is always recomputed.
  if (depth === "tree" && text === "other") return "unread";
  const stored = row ?? store.row(seq);
  return stored ? checkRow(stored) : null;
}

/** Records before this epoch are proven by its checkpoint already: a tile that differs there was altered itself. */
function checkTile(walk: Walk, tile: Tile): Problem | null {
  const { store, log, before } = walk;
  const stored = store.tile(tile.level, tile.n);
  if (stored?.hashes.equals(tile.hashes) && stored.root.equals(tile.root)) return null;
  const odd =
    stored && tile.level === 0 ? firstOdd(store, log, tile.n * TILE_WIDTH, (tile.n + 1) * TILE_WIDTH) : null;
  if (odd && odd.seq >= before.size) return explain(store, log, odd);
  return problem(
    "tree",
    tile.level === 0 ? tile.n * TILE_WIDTH : null,
    `Part ${String(tile.n)} of level ${String(tile.level)} of the tree is missing or was altered.`,
  );
}

function opening(walk: Walk, links: RecordLinks | null): Problem | null {
  walk.keys = openingKeys(links);
  return walk.keys && links?.action === CREATED ? null : editedOpening();
}

function editedOpening(): Problem {
  return problem("edited", 0, "Record 0 was edited: a log cannot begin like this.");
}

function hasRoot({ note }: CheckpointRow, tip: Tip): boolean {
  const parsed = parseNote(note);
  const checkpoint = parsed && readCheckpoint(parsed.text);
  return checkpoint !== null && rootOfTip(tip).equals(checkpoint.root);
}

/** At the end of an epoch: the tree so far must be the signed one, and the last record must name the next key. */
function checkpointHere(walk: Walk, links: RecordLinks | null): Problem | null {
  const { checkpoint, keys } = walk;
  if (!checkpoint || !keys) return null;
  if (checkpoint.epoch !== keys.epoch) return lostEpoch(keys.epoch, undefined);
  if (checkpoint.size > walk.next) return null;
  const signed = checkNote(checkpoint, keys);
  // A first record that was edited names keys that signed nothing.
  if ("problem" in signed)
    return keys.epoch === 0 && !hasRoot(checkpoint, walk.tip) ? editedOpening() : signed;
  const { store, log, before } = walk;
  const { size, root } = signed;
  if (!rootOfTip(walk.tip).equals(root))
    return explainEpoch({ store, log, epoch: keys.epoch, before, size, root });
  const following = sealedKeys(keys, links);
  if (!following) return lostEpoch(keys.epoch, walk.next - 1);
  walk.keys = following;
  walk.checkpoint = walk.store.checkpoints(keys.epoch + 1, 1)[0];
  walk.before = copyFrontier(walk.tip.frontier);
  return null;
}

function note(walk: Walk, seq: number, links: RecordLinks): void {
  // Both are UTC in one fixed spelling, so they compare as text.
  if (links.at < walk.prevAt && walk.clockBack.length < MAX_NOTED) walk.clockBack.push(seq);
  walk.prevAt = links.at;
  if (links.action === PRUNED && typeof links.detail["below"] === "number")
    walk.prunedBelow = links.detail["below"];
  if (links.kind === "intent") walk.open.add(seq);
  if (links.kind !== "outcome" || links.intent === null) return;
  if (!walk.open.delete(links.intent)) walk.tooMany.push({ seq, intent: links.intent });
}
