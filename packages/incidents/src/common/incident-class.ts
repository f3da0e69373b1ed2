import type { ContainmentAction, IncidentClass, IncidentSeverity } from "@casemate/contract";

/** So many reports of one class within the window make the next one worse. */
export interface Escalation {
  readonly count: number;
  readonly windowMs: number;
  readonly to: IncidentSeverity;
}

/** One kind of incident: what Casemate does by itself, and what a person has to do. */
export interface ClassRule {
  readonly id: IncidentClass;
  /** When whoever reports it says nothing else. */
  readonly severity: IncidentSeverity;
  /** Only acknowledge, re-attest and resolve ends it, whatever its severity. */
  readonly latched: boolean;
  /** What is done by itself, from which severity on. */
  readonly actions: readonly { readonly action: ContainmentAction; readonly from: IncidentSeverity }[];
  readonly escalation: Escalation | null;
  /** Nobody has acknowledged it this long: it is told again, and may become worse; in milliseconds. */
  readonly answerWithinMs: number;
  /** What kind of thing happened, and what to do: plain words, consequence first. */
  readonly title: string;
  readonly todo: string;
}

const HOUR_MS = 3_600_000;
/**
 * How long a person may take to acknowledge, in milliseconds. Critical kinds stop everything by themselves, so whoever works here waits for them
 * anyway; high ones are read twice a working day, medium ones daily. Shorter ones would nag while somebody is away.
 */
export const ANSWER_WITHIN_MS = { critical: HOUR_MS, high: 4 * HOUR_MS, medium: 24 * HOUR_MS } as const;

export const SEVERITIES: readonly IncidentSeverity[] = ["low", "medium", "high", "critical"];

export function worse(a: IncidentSeverity, b: IncidentSeverity): IncidentSeverity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}

/** The actions of a class at a severity, in its order. */
export function actionsOf({ actions }: ClassRule, severity: IncidentSeverity): ContainmentAction[] {
  return actions.filter(({ from }) => worse(severity, from) === severity).map(({ action }) => action);
}
