import { FIRST_PREV, readLinks, type BodyLinks } from "../common/record-body.ts";
import { problem, type Problem } from "../common/problem.ts";
import { recordHash } from "./record-hash.ts";
import type { Row, Store } from "./store.ts";

/** Where a walk stands. Everything before `next` is in its place and linked. */
export interface Walk {
  readonly log: string;
  next: number;
  prev: string;
  prevAt: string;
  /** Numbers of records older than the one before them by the clock. Not a problem: clocks are set. At most `MAX_NOTED`. */
  readonly clockBack: number[];
  /** Intents without an outcome so far → was "unknown" written for them. */
  readonly open: Map<number, boolean>;
}

/** Backward steps of the clock that are named; beyond, nobody reads on. */
const MAX_NOTED = 5;

export function startWalk(log: string): Walk {
  return { log, next: 0, prev: FIRST_PREV, prevAt: "", clockBack: [], open: new Map() };
}

/** Checks one row and moves on; the problem when it is not the record that belongs here. */
export function step(walk: Walk, row: Row, store: Store): Problem | null {
  const at = walk.next;
  if (row.seq !== at) return gone(at);
  if (recordHash(row.body) !== row.hash)
    return problem("edited", at, `Record ${String(at)} was edited: its text does not have its hash.`);
  const links = readLinks(row.body);
  if (!links) return problem("edited", at, `Record ${String(at)} was edited: it is not a record.`);
  if (links.log !== walk.log) return problem("foreign", at, `Record ${String(at)} belongs to another log.`);
  if (links.seq !== at) return misplaced(at, links, row, store);
  if (links.prev !== walk.prev) return unlinked(at);
  note(walk, links);
  walk.next = at + 1;
  walk.prev = row.hash;
  return null;
}

/** A whole record stands here whose own number is another one. */
function misplaced(at: number, links: BodyLinks, row: Row, store: Store): Problem {
  if (links.seq > at) {
    return store.claims(at)
      ? problem("reordered", at, `Record ${String(at)} stands elsewhere: records were reordered.`)
      : gone(at);
  }
  const [twin] = store.rows(links.seq, links.seq + 1);
  if (twin?.hash === row.hash)
    return problem(
      "duplicated",
      at,
      `Record ${String(links.seq)} stands in the log twice, again as number ${String(at)}.`,
    );
  const first = links.seq;
  return problem(
    "inserted",
    first,
    `Record ${String(first)} was inserted: the record that was written under this number stands further on.`,
  );
}

function gone(at: number): Problem {
  return problem("deleted", at, `Record ${String(at)} was deleted.`);
}

function unlinked(at: number): Problem {
  if (at === 0) return problem("edited", 0, "Record 0 was edited: a log cannot begin like this.");
  const before = String(at - 1);
  return problem(
    "edited",
    at - 1,
    `Record ${before} was edited: it is not the one that record ${String(at)} was written after.`,
  );
}

function note(walk: Walk, links: BodyLinks): void {
  // Both are UTC in one fixed spelling, so they compare as text.
  if (links.at < walk.prevAt && walk.clockBack.length < MAX_NOTED) walk.clockBack.push(links.seq);
  walk.prevAt = links.at;
  if (links.kind === "intent") walk.open.set(links.seq, false);
  if (links.kind !== "outcome" || links.intent === null) return;
  if (links.result === "unknown") walk.open.set(links.intent, true);
  else walk.open.delete(links.intent);
}
