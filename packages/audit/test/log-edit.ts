import { composeRecord } from "../src/common/record/fields.ts";
import { digestOf } from "../src/node/record.ts";
import type { Sqlite } from "../src/node/sqlite.ts";

export interface Stored {
  readonly seq: number;
  readonly body: string;
  readonly salts: Buffer;
  readonly digest: Buffer;
}

export interface Body {
  action: string;
  detail: Record<string, unknown>;
}

export function rowOf(db: Sqlite, seq: number): Stored {
  const row = db.prepare<[number], Stored>("SELECT * FROM record WHERE seq = ?").get(seq);
  if (!row) throw new RangeError("no such record");
  return row;
}

export function bodyOf(db: Sqlite, seq: number): Body {
  return JSON.parse(rowOf(db, seq).body) as Body;
}

export function put(db: Sqlite, seq: number, { body, salts, digest }: Omit<Stored, "seq">): void {
  db.prepare("INSERT OR REPLACE INTO record (seq, body, salts, digest) VALUES (?, ?, ?, ?)").run(
    seq,
    body,
    salts,
    digest,
  );
}

/** Writes a record whose commitments fit, as somebody would who read the source. */
export function forge(db: Sqlite, seq: number, content: object): void {
  const { body, texts } = composeRecord(content);
  const salts = Buffer.alloc(16 * texts.length, 7);
  put(db, seq, { body, salts, digest: digestOf(texts, salts) });
}

/** Moves the records from `from` on by one place, up or down. */
export function shift(db: Sqlite, from: number, by: 1 | -1): void {
  db.prepare("UPDATE record SET seq = -(seq + ?) - 1000 WHERE seq >= ?").run(by, from);
  db.exec("UPDATE record SET seq = -(seq + 1000) WHERE seq < 0");
}

/** One data directory with the sample log, one with the same at an earlier moment, another with another log, and raw SQL on any. */
export interface Target {
  readonly home: string;
  readonly earlier: string;
  readonly other: string;
  readonly sql: (home: string, change: (db: Sqlite) => void) => void;
}

export type Mutation = readonly [
  name: string,
  problem: string,
  firstBad: number | null,
  change: (target: Target) => void,
];
