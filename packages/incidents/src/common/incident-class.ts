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
  /** What kind of thing happened, and what to do: plain words, consequence first. */
  readonly title: string;
  readonly todo: string;
}

export const SEVERITIES: readonly IncidentSeverity[] = ["low", "medium", "high", "critical"];

export function worse(a: IncidentSeverity, b: IncidentSeverity): IncidentSeverity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}

/** The actions of a class at a severity, in its order. */
export function actionsOf({ actions }: ClassRule, severity: IncidentSeverity): ContainmentAction[] {
  return actions.filter(({ from }) => worse(severity, from) === severity).map(({ action }) => action);
}
