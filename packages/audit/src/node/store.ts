import type { Sqlite } from "./sqlite.ts";

export interface Row {
  readonly seq: number;
  readonly body: string;
  readonly hash: string;
}

export interface OpenIntent {
  readonly seq: number;
  readonly settled: number;
}

/** What an append does to the list of open intents. */
export type IntentChange = { readonly op: "open" | "close" | "settle"; readonly seq: number } | null;

/** The statements of the log, prepared once. */
export interface Store {
  /** Row after row with numbers from `from` to below `to`. */
  rows(from: number, to: number): Row[];
  rowsBelow(before: number, limit: number): Row[];
  /** Largest number plus one; 0 for an empty table. */
  end(): number;
  count(): number;
  headText(): string | null;
  openIntents(): OpenIntent[];
  openIntent(seq: number): OpenIntent | undefined;
  /** Does a record whose JSON says this number stand anywhere? Reads the whole log. */
  claims(seq: number): boolean;
  /** Record, head and open intent in one durable transaction. */
  commit(row: Row, headText: string, change: IntentChange): void;
}

export function createStore(db: Sqlite): Store {
  const rows = db.prepare<[number, number], Row>(
    "SELECT seq, body, hash FROM record WHERE seq >= ? AND seq < ? ORDER BY seq",
  );
  const below = db.prepare<[number, number], Row>(
    "SELECT seq, body, hash FROM record WHERE seq < ? ORDER BY seq DESC LIMIT ?",
  );
  const end = db.prepare<[], number>("SELECT coalesce(max(seq) + 1, 0) FROM record").pluck();
  const count = db.prepare<[], number>("SELECT count(*) FROM record").pluck();
  const headText = db.prepare<[], string>("SELECT text FROM head WHERE id = 0").pluck();
  const openIntents = db.prepare<[], OpenIntent>("SELECT seq, settled FROM open_intent ORDER BY seq");
  const openIntent = db.prepare<[number], OpenIntent>("SELECT seq, settled FROM open_intent WHERE seq = ?");
  const claims = db.prepare<[number], number>(
    "SELECT 1 FROM record WHERE CASE WHEN json_valid(body) THEN json_extract(body, '$.seq') = ? ELSE 0 END LIMIT 1",
  );
  return {
    rows: (from, to) => rows.all(from, to),
    rowsBelow: (before, limit) => below.all(before, limit),
    end: () => end.get() ?? 0,
    count: () => count.get() ?? 0,
    headText: () => headText.get() ?? null,
    openIntents: () => openIntents.all(),
    openIntent: (seq) => openIntent.get(seq),
    claims: (seq) => claims.get(seq) !== undefined,
    commit: committer(db),
  };
}

function committer(db: Sqlite): Store["commit"] {
  const insert = db.prepare<[number, string, string]>(
    "INSERT INTO record (seq, body, hash) VALUES (?, ?, ?)",
  );
  const setHead = db.prepare<[string]>(
    "INSERT INTO head (id, text) VALUES (0, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text",
  );
  const change = {
    open: db.prepare<[number]>("INSERT INTO open_intent (seq, settled) VALUES (?, 0)"),
    close: db.prepare<[number]>("DELETE FROM open_intent WHERE seq = ?"),
    settle: db.prepare<[number]>("UPDATE open_intent SET settled = 1 WHERE seq = ?"),
  };
  return db.transaction((row: Row, text: string, intent: IntentChange) => {
    insert.run(row.seq, row.body, row.hash);
    setHead.run(text);
    if (intent) change[intent.op].run(intent.seq);
  });
}
