import { Incident, type IncidentClass } from "@casemate/contract";
import { hash } from "node:crypto";
import type { ToldIncident } from "../common/incident-contract.ts";
import type { LedgerEntry } from "../common/ledger-contract.ts";
import { parseBody } from "../common/record/read.ts";
import { factsOf, lastTold, toldIncident, type Told } from "./incident-told.ts";
import { checkRow } from "./check-row.ts";
import type { Sqlite } from "./sqlite.ts";
import type { Row } from "./record.ts";
import type { Store } from "./store.ts";

/** Ended incidents that are kept; their records stay in the log. Open ones are never deleted. */
const MAX_ENDED = 1000;
/** Ended incidents that come along into another log; the others stay in the old one. */
const MAX_CARRIED = 100;
/** Newest records in which an open incident without a row is looked for: some ten milliseconds. */
const CHECKED_RECORDS = 20_000;
/** Altered rows that are named; one is enough to know. */
const MAX_ALTERED = 100;

export interface IncidentRow {
  readonly id: string;
  readonly class: string;
  readonly ended: number;
  readonly opened: string;
  readonly body: string;
  /** The record that was written with it. */
  readonly seq: number;
}

export interface PageQuery {
  readonly ended: boolean;
  readonly class: IncidentClass | null;
  readonly after: string | null;
  readonly limit: number;
}

interface Altered {
  id: string;
  problem: "missing" | "changed" | "unreadable";
}
interface AlteredTold extends Altered {
  told: ToldIncident | null;
}

/** The incidents beside the log. */
export interface IncidentRows {
  /** Inside a transaction that wrote record `seq`. */
  put(incident: Incident, seq: number): void;
  page(query: PageQuery): { incidents: Incident[]; total: number; next: string | null };
  /** Null when there is none that can be read. */
  get(id: string): Incident | null;
  check(end: number): AlteredTold[];
  /** What comes along into another log: all open ones, and the newest ended ones. */
  carried(): Incident[];
}

/** The record that vouches for an incident as it is now. */
export function entryOf(incident: Incident, step: string): LedgerEntry {
  const { id, severity, state, count } = incident;
  return {
    kind: "note",
    actor: "casemate",
    action: `incident.${step}`,
    subject: id,
    intent: null,
    result: null,
    detail: {
      class: incident.class,
      severity,
      state,
      count,
      ...factsOf(incident),
      body: digestOf(bodyOf(incident)),
    },
    // What a thief of today's key would like to rewrite first.
    critical: step === "restored" || (severity === "critical" && (step === "opened" || isEnded(state))),
  };
}

export function createIncidentRows(db: Sqlite, store: Store): IncidentRows {
  const upsert = db.prepare<[string, string, number, string, string, number]>(
    "INSERT INTO incident (id, class, ended, opened, body, seq) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET class = excluded.class, opened = excluded.opened, ended = excluded.ended, body = excluded.body, seq = excluded.seq",
  );
  const forget = db.prepare<[number]>(
    "DELETE FROM incident WHERE id IN (SELECT id FROM incident WHERE ended = 1 ORDER BY opened DESC, id DESC LIMIT -1 OFFSET ?)",
  );
  const one = db.prepare<[string], IncidentRow>("SELECT * FROM incident WHERE id = ?");
  const page = db.prepare<[number, string | null, string | null, string, string, number], IncidentRow>(
    "SELECT * FROM incident WHERE ended = ? AND (? IS NULL OR class = ?) AND (opened, id) < (?, ?) ORDER BY opened DESC, id DESC LIMIT ?",
  );
  const count = db
    .prepare<[number, string | null, string | null], number>(
      "SELECT count(*) FROM incident WHERE ended = ? AND (? IS NULL OR class = ?)",
    )
    .pluck();
  const all = db.prepare<[], IncidentRow>("SELECT * FROM incident");
  const newest = db.prepare<[number], IncidentRow>(
    "SELECT * FROM incident WHERE ended = 0 OR id IN (SELECT id FROM incident WHERE ended = 1 ORDER BY opened DESC, id DESC LIMIT ?)",
  );
  const told = db.prepare<[number], Row>(
    `SELECT seq, body, salts, digest FROM record WHERE seq >= ? AND body LIKE '%"action":"incident.%' ORDER BY seq`,
  );
  return {
    put: (incident, seq) => {
      const ended = isEnded(incident.state) ? 1 : 0;
      upsert.run(incident.id, incident.class, ended, incident.openedAt, bodyOf(incident), seq);
      if (ended === 1) forget.run(MAX_ENDED);
    },
    page: ({ ended, class: wanted, after, limit }) => {
      const from = after === null ? null : one.get(after);
      // Above every time and id: the first page.
      const [opened, id] = from ? [from.opened, from.id] : ["~", "~"];
      const rows = page.all(Number(ended), wanted, wanted, opened, id, limit + 1);
      const shown = rows.slice(0, limit);
      return {
        incidents: shown.flatMap((row) => read(row) ?? []),
        total: count.get(Number(ended), wanted, wanted) ?? 0,
        next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
      };
    },
    get: (id) => {
      const row = one.get(id);
      return row ? read(row) : null;
    },
    carried: () => newest.all(MAX_CARRIED).flatMap((row) => read(row) ?? []),
    check: (end) => {
      const rows = new Map(all.all().map((row) => [row.id, row]));
      const recent = lastTold(told.all(Math.max(0, end - CHECKED_RECORDS)));
      const lost = [...recent.values()].flatMap((last) => missing(rows, last));
      const altered = [...rows.values()].flatMap((row) => problemOf(row, store));
      const distinct = new Map([...altered, ...lost].map((found) => [found.id, found]));
      const found = [...distinct.values()].slice(0, MAX_ALTERED);
      // Seldom: somebody changed the row of an old one. Then the whole log is asked what it was.
      const known = found.every(({ id }) => recent.has(id)) ? recent : lastTold(told.all(0));
      return found.map((one) => ({ ...one, told: toldIncident(known.get(one.id)) }));
    },
  };
}

/** An ended one may have been deleted since; an open one never. */
function missing(rows: ReadonlyMap<string, IncidentRow>, { id, seq, state }: Told): Altered[] {
  const row = rows.get(id);
  if (!row) return isEnded(state) ? [] : [{ id, problem: "missing" }];
  return row.seq === seq ? [] : [{ id, problem: "changed" }];
}

function problemOf(row: IncidentRow, store: Store): Altered[] {
  const { id, body, seq, ended } = row;
  const incident = read(row);
  if (!incident) return [{ id, problem: "unreadable" }];
  const record = store.row(seq);
  const links = record ? checkRow(record) : null;
  const subject = record ? parseBody(record.body)?.["subject"] : null;
  const vouched = subject === id && links?.detail["body"] === digestOf(body);
  const fits =
    incident.id === id && incident.class === row.class && Number(isEnded(incident.state)) === ended;
  return vouched && fits && incident.openedAt === row.opened ? [] : [{ id, problem: "changed" }];
}

function read({ body }: IncidentRow): Incident | null {
  return Incident.safeParse(parseBody(body)).data ?? null;
}

function isEnded(state: unknown): boolean {
  return state === "resolved" || state === "dismissed";
}

/** Lone surrogates would not come back from the database as they were. */
function bodyOf(incident: Incident): string {
  return JSON.stringify(incident).toWellFormed();
}

function digestOf(body: string): string {
  return hash("sha256", body);
}
