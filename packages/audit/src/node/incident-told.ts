import { Incident } from "@casemate/contract";
import { ToldIncident } from "../common/incident-contract.ts";
import { parseBody } from "../common/record/read.ts";
import type { Row } from "./record.ts";

/** What the log says last about an incident. */
export interface Told {
  readonly id: string;
  readonly seq: number;
  readonly state: unknown;
  /** As the record has it; nothing of it was checked. */
  readonly detail: Readonly<Record<string, unknown>>;
  /** Times of the first and of the last record that were looked at. */
  readonly firstAt: unknown;
  readonly at: unknown;
}

/** The last of each incident, by its id. `records`: in their order. */
export function lastTold(records: readonly Row[]): Map<string, Told> {
  const last = new Map<string, Told>();
  for (const { seq, body } of records) {
    const { subject, detail, at } = (parseBody(body) ?? {}) as {
      subject?: unknown;
      detail?: Record<string, unknown>;
      at?: unknown;
    };
    if (typeof subject !== "string" || typeof detail?.["body"] !== "string") continue;
    const firstAt = last.get(subject)?.firstAt ?? at;
    last.set(subject, { id: subject, seq, state: detail["state"], detail, firstAt, at });
  }
  return last;
}

/** Facts of a record from which the incident can be put back, whatever became of its row. */
export function factsOf({ subject, openedAt }: Incident): Record<"about" | "aboutId" | "openedAt", string> {
  return { about: subject.kind, aboutId: subject.id, openedAt };
}

/** Null where the record does not say enough. Records of earlier versions do not say what it is about and when it was opened. */
export function toldIncident(told: Told | undefined): ToldIncident | null {
  if (!told) return null;
  const { class: of, severity, state, count, about, aboutId, openedAt } = told.detail;
  const subject = Incident.shape.subject.safeParse({ kind: about, id: aboutId }).data ?? null;
  const facts = {
    class: of,
    severity,
    state,
    count,
    subject,
    openedAt: openedAt ?? told.firstAt,
    at: told.at,
  };
  return ToldIncident.safeParse(facts).data ?? null;
}
