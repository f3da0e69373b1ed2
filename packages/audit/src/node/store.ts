import { OWN_PREFIX } from "../common/record/own-records.ts";
import type { Row } from "./record.ts";
import type { Sqlite } from "./sqlite.ts";

/** What an append does to the list of open intents. */
export type IntentChange = { readonly op: "open" | "close"; readonly seq: number } | null;

/** What a walk along the tree needs of a record. */
export interface Place {
  readonly seq: number;
  /** 64 hexadecimal digits. */
  readonly digest: string;
  /** Pruned; perhaps one of the log's own records; or surely none of them. */
  readonly text: "gone" | "own" | "other";
}

/** A full tile: 256 hashes and the root over them. */
export interface Tile {
  readonly level: number;
  readonly n: number;
  readonly hashes: Buffer;
  readonly root: Buffer;
}

export interface CheckpointRow {
  readonly epoch: number;
  readonly size: number;
  /** The signed note. */
  readonly note: string;
}

/** Where the log ends: the code is over the records since the last checkpoint. */
export interface Tail {
  readonly size: number;
  readonly code: string;
}

/** The statements of the log, prepared once. Writing ones run inside `transaction`. */
export interface Store {
  /** Row after row with numbers from `from` to below `to`. */
  rows(from: number, to: number): Row[];
  /** The same without their texts. */
  places(from: number, to: number): Place[];
  row(seq: number): Row | undefined;
  /** Newest first, numbers below `before`. */
  rowsBelow(before: number, limit: number): Row[];
  /** Largest number plus one; 0 for an empty table. */
  end(): number;
  tile(level: number, n: number): Tile | undefined;
  /** The roots over the tiles `from` to below `to` of one level. */
  tileRoots(level: number, from: number, to: number): Buffer[];
  tail(): Tail | undefined;
  lastCheckpoint(): CheckpointRow | undefined;
  /** Epoch after epoch, from `from` on. */
  checkpoints(from: number, limit: number): CheckpointRow[];
  /** The first checkpoint over more than `size` records. */
  checkpointAfter(size: number): CheckpointRow | undefined;
  /** Numbers of intents without an outcome. */
  openIntents(): number[];
  isOpen(intent: number): boolean;
  /** Later records that look like an outcome of this intent: what they are, their reader checks. */
  outcomesOf(intent: number): Row[];
  addRow(row: Row): void;
  addTile(tile: Tile): void;
  addCheckpoint(checkpoint: CheckpointRow): void;
  setTail(tail: Tail): void;
  changeIntent(change: NonNullable<IntentChange>): void;
  /** Is there a record of this action? Reads texts until one is found. */
  has(action: string): boolean;
  /** Forgets texts and salts of records below `below`, but of those whose text `keep` names (a LIKE pattern). */
  prune(below: number, keep: string): number;
  transaction<T>(run: () => T): T;
}

const COLUMNS = "seq, body, salts, digest";
/** As it stands in the canonical JSON of the ledger's own records; elsewhere it only costs a little time. */
const OWN_ACTION = `"action":"${OWN_PREFIX}`;
const PLACE = `seq, lower(hex(digest)) AS digest,
  CASE WHEN body = '' THEN 'gone' WHEN instr(body, '${OWN_ACTION}') > 0 THEN 'own' ELSE 'other' END AS text`;

export function createStore(db: Sqlite): Store {
  const transaction = db.transaction((run: () => unknown) => run());
  return {
    ...readers(db),
    ...writers(db),
    transaction: <T>(run: () => T) => transaction.immediate(run) as T,
  };
}

type Reading =
  | "rows"
  | "places"
  | "row"
  | "rowsBelow"
  | "end"
  | "tile"
  | "tileRoots"
  | "tail"
  | "lastCheckpoint"
  | "checkpoints"
  | "checkpointAfter"
  | "openIntents"
  | "isOpen"
  | "outcomesOf"
  | "has";

function readers(db: Sqlite): Pick<Store, Reading> {
  const rows = db.prepare<[number, number], Row>(
    `SELECT ${COLUMNS} FROM record WHERE seq >= ? AND seq < ? ORDER BY seq`,
  );
  const places = db.prepare<[number, number], Place>(
    `SELECT ${PLACE} FROM record WHERE seq >= ? AND seq < ? ORDER BY seq`,
  );
  const row = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM record WHERE seq = ?`);
  const below = db.prepare<[number, number], Row>(
    `SELECT ${COLUMNS} FROM record WHERE seq < ? ORDER BY seq DESC LIMIT ?`,
  );
  const end = db.prepare<[], number>("SELECT coalesce(max(seq) + 1, 0) FROM record").pluck();
  const tile = db.prepare<[number, number], Tile>(
    "SELECT level, n, hashes, root FROM tile WHERE level = ? AND n = ?",
  );
  const tileRoots = db
    .prepare<[number, number, number], Buffer>(
      "SELECT root FROM tile WHERE level = ? AND n >= ? AND n < ? ORDER BY n",
    )
    .pluck();
  const tail = db.prepare<[], Tail>("SELECT size, code FROM tail");
  const last = db.prepare<[], CheckpointRow>(
    "SELECT epoch, size, note FROM checkpoint ORDER BY epoch DESC LIMIT 1",
  );
  const checkpoints = db.prepare<[number, number], CheckpointRow>(
    "SELECT epoch, size, note FROM checkpoint WHERE epoch >= ? ORDER BY epoch LIMIT ?",
  );
  const after = db.prepare<[number], CheckpointRow>(
    "SELECT epoch, size, note FROM checkpoint WHERE size > ? ORDER BY size LIMIT 1",
  );
  const openIntents = db.prepare<[], number>("SELECT seq FROM open_intent ORDER BY seq").pluck();
  const openIntent = db.prepare<[number], number>("SELECT seq FROM open_intent WHERE seq = ?").pluck();
  // As it stands in canonical JSON. An open intent is near the end, so little is read.
  const outcomes = db.prepare<[number, string], Row>(
    `SELECT ${COLUMNS} FROM record WHERE seq > ? AND instr(body, ?) > 0`,
  );
  const has = db.prepare<[string], number>("SELECT 1 FROM record WHERE body LIKE ? LIMIT 1").pluck();
  return {
    has: (action) => has.get(`%"action":"${action}"%`) !== undefined,
    rows: (from, to) => rows.all(from, to),
    places: (from, to) => places.all(from, to),
    row: (seq) => row.get(seq),
    rowsBelow: (before, limit) => below.all(before, limit),
    end: () => end.get() ?? 0,
    tile: (level, n) => tile.get(level, n),
    tileRoots: (level, from, to) => tileRoots.all(level, from, to),
    tail: () => tail.get(),
    lastCheckpoint: () => last.get(),
    checkpoints: (from, limit) => checkpoints.all(from, limit),
    checkpointAfter: (size) => after.get(size),
    openIntents: () => openIntents.all(),
    isOpen: (intent) => openIntent.get(intent) !== undefined,
    outcomesOf: (intent) => outcomes.all(intent, `"intent":${String(intent)},"kind":"outcome"`),
  };
}

function writers(db: Sqlite): Omit<Store, Reading | "transaction"> {
  const addRow = db.prepare<[number, string, Buffer, Buffer]>(
    `INSERT INTO record (${COLUMNS}) VALUES (?, ?, ?, ?)`,
  );
  const addTile = db.prepare<[number, number, Buffer, Buffer]>(
    "INSERT INTO tile (level, n, hashes, root) VALUES (?, ?, ?, ?)",
  );
  const addCheckpoint = db.prepare<[number, number, string]>(
    "INSERT INTO checkpoint (epoch, size, note) VALUES (?, ?, ?)",
  );
  const setTail = db.prepare<[number, string]>(
    "INSERT INTO tail (id, size, code) VALUES (0, ?, ?) ON CONFLICT (id) DO UPDATE SET size = excluded.size, code = excluded.code",
  );
  const change = {
    open: db.prepare<[number]>("INSERT INTO open_intent (seq) VALUES (?)"),
    close: db.prepare<[number]>("DELETE FROM open_intent WHERE seq = ?"),
  };
  return {
    addRow: ({ seq, body, salts, digest }) => {
      addRow.run(seq, body, salts, digest);
    },
    addTile: ({ level, n, hashes, root }) => {
      addTile.run(level, n, hashes, root);
    },
    addCheckpoint: ({ epoch, size, note }) => {
      addCheckpoint.run(epoch, size, note);
    },
    changeIntent: ({ op, seq }) => {
      change[op].run(seq);
    },
    setTail: ({ size, code }) => {
      setTail.run(size, code);
    },
    // Prepared when it is needed: old logs have no incidents. The texts that vouch for them stay.
    prune: (below, keep) =>
      db
        .prepare<[number, string]>(
          "UPDATE record SET body = '', salts = x'' WHERE seq < ? AND body <> '' AND body NOT LIKE ? AND seq NOT IN (SELECT seq FROM incident)",
        )
        .run(below, keep).changes,
  };
}
