import { recordHash } from "../src/node/record-hash.ts";
import type { Sqlite } from "../src/node/sqlite.ts";

export interface Body {
  seq: number;
  prev: string;
  action: string;
}

export function bodyOf(db: Sqlite, seq: number): Body {
  return JSON.parse(
    db.prepare<[number], string>("SELECT body FROM record WHERE seq = ?").pluck().get(seq) ?? "",
  ) as Body;
}

/** Writes a record with a hash that fits, as somebody would who read the source. */
export function put(db: Sqlite, seq: number, body: object): string {
  const text = JSON.stringify(body);
  const hash = recordHash(text);
  db.prepare(
    "INSERT INTO record (seq, body, hash) VALUES (?, ?, ?) ON CONFLICT (seq) DO UPDATE SET body = excluded.body, hash = excluded.hash",
  ).run(seq, text, hash);
  return hash;
}

/** Moves the records from `from` on by one place, up or down. */
export function shift(db: Sqlite, from: number, by: 1 | -1): void {
  db.prepare("UPDATE record SET seq = -(seq + ?) - 1000 WHERE seq >= ?").run(by, from);
  db.exec("UPDATE record SET seq = -(seq + 1000) WHERE seq < 0");
}

export function relink(db: Sqlite, from: number, prev: string): void {
  const end = db.prepare<[], number>("SELECT max(seq) FROM record").pluck().get() ?? 0;
  for (let seq = from, before = prev; seq <= end; seq++)
    before = put(db, seq, { ...bodyOf(db, seq), seq, prev: before });
}

/** One data directory with the sample log, another with another log, and raw SQL on either. */
export interface Target {
  readonly home: string;
  readonly other: string;
  readonly sql: (home: string, change: (db: Sqlite) => void) => void;
}

export type Mutation = readonly [
  name: string,
  problem: string,
  firstBad: number | null,
  change: (target: Target) => void,
];
