import type { Incident, IncidentSeverity } from "@casemate/contract";
import { actionsOf, SEVERITIES, worse, type ClassRule } from "../incident-class.ts";
import { escalated, isEnded } from "./fold.ts";

/** How often it is looked whether somebody has answered, in milliseconds: short beside every class's time. */
export const LOOK_MS = 60_000;

/**
 * Whether nobody has answered in time; counted from when it was noticed, seen again after it was acknowledged, or told last. A time that lies ahead
 * was written by a clock that was set back since: then it is told, because nothing says how long ago it was.
 */
export function isOverdue(incident: Incident, rule: ClassRule, now: number): boolean {
  if (isEnded(incident) || incident.acknowledged !== null) return false;
  const { reminded, voided, openedAt } = incident;
  const waited = now - Date.parse(reminded?.at ?? voided?.at ?? openedAt);
  return waited < 0 || waited >= rule.answerWithinMs;
}

/** The same incident, told again; one step worse where its class may become so. `acts`: that asks for more than was contained. */
export function reminded(
  incident: Incident,
  rule: ClassRule,
  at: string,
): { readonly incident: Incident; readonly raised: boolean; readonly acts: boolean } {
  const told = { ...incident, reminded: { at, count: (incident.reminded?.count ?? 0) + 1 } };
  const to = worseThan(incident.severity, rule);
  if (to === null) return { incident: told, raised: false, acts: false };
  const more = actionsOf(rule, to).length > actionsOf(rule, incident.severity).length;
  return {
    incident: escalated(told, to, `Nobody answered within ${hours(rule)}.`, at),
    raised: true,
    acts: more,
  };
}

/**
 * One step, at most what the class becomes by itself. What its producer told as less than the class's own severity stays that: it knew more, and what
 * must not be stopped by somebody being away is told so on purpose.
 */
function worseThan(
  severity: IncidentSeverity,
  { severity: own, escalation }: ClassRule,
): IncidentSeverity | null {
  const most = escalation?.to ?? "critical";
  if (worse(severity, own) !== severity || worse(severity, most) === severity) return null;
  return SEVERITIES[SEVERITIES.indexOf(severity) + 1] ?? null;
}

function hours({ answerWithinMs }: ClassRule): string {
  const count = Math.round(answerWithinMs / 3_600_000);
  return count === 1 ? "1 hour" : `${String(count)} hours`;
}
