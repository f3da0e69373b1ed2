import {
  MAX_SHOWN_INCIDENTS,
  type Incident,
  type IncidentsSlice,
  type IncidentSummary,
} from "@casemate/contract";
import { CLASSES } from "../classes/index.ts";
import { actionsOf } from "../incident-class.ts";
import { isEnded } from "./fold.ts";

/** Whether an incident freezes calls: from its report on, whatever became of its containment, until it has ended. */
export function freezes(incident: Incident): boolean {
  return !isEnded(incident) && actionsOf(CLASSES[incident.class], incident.severity).includes("freeze_calls");
}

export function summaryOf(incident: Incident): IncidentSummary {
  const { id, severity, state, latched, subject, summary, openedAt, lastSeenAt, count, reminded, next } =
    incident;
  return {
    id,
    class: incident.class,
    severity,
    state,
    latched,
    subject,
    summary,
    openedAt,
    lastSeenAt,
    count,
    reminded,
    next,
  };
}

/** Newest first; of the same moment, in the order of their ids. */
export function newestFirst(a: Incident, b: Incident): number {
  if (a.openedAt !== b.openedAt) return a.openedAt < b.openedAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

/** What pages see of the open incidents. */
export function sliceOf(
  open: readonly Incident[],
  kept: Pick<IncidentsSlice, "kept" | "note">,
): IncidentsSlice {
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  open.forEach(({ severity }) => {
    counts[severity] += 1;
  });
  return {
    ...kept,
    open: counts,
    failed: open.filter(({ containment }) => containment.some(({ state }) => state === "failed")).length,
    frozen: kept.kept === "starting" || open.some(freezes),
    items: [...open].sort(newestFirst).slice(0, MAX_SHOWN_INCIDENTS).map(summaryOf),
  };
}
