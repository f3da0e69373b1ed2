import {
  MAX_EVIDENCE,
  type ContainmentResult,
  type Evidence,
  type Incident,
  type IncidentSeverity,
} from "@casemate/contract";
import type { ClassRule } from "../incident-class.ts";
import type { Report } from "../ports.ts";

/** Longest text of an incident's words (the contract's limit). */
const MAX_WORDS = 500;
/** Escalations that are kept: there are only four severities. */
const MAX_ESCALATIONS = 8;

const DONE: Readonly<Record<ContainmentResult["action"], string>> = {
  end_runtime: "ended the running model",
  contain_model: "contained the model, so that it is not loaded until it was inspected again",
  lock_vault: "locked the vault",
  freeze_calls: "froze every action that runs a model or lets something in",
};
const NOT_DONE: Readonly<Record<ContainmentResult["action"], string>> = {
  end_runtime: "ending the running model",
  contain_model: "containing the model",
  lock_vault: "locking the vault",
  freeze_calls: "freezing what runs a model or lets something in",
};

/** A fresh incident out of a report. */
export function opened(
  report: Report,
  rule: ClassRule,
  known: {
    readonly id: string;
    readonly fingerprint: string;
    readonly at: string;
    readonly severity: IncidentSeverity;
  },
): Incident {
  const { id, fingerprint, at, severity } = known;
  return {
    id,
    class: rule.id,
    severity,
    state: "open",
    latched: rule.latched,
    subject: report.subject,
    fingerprint,
    summary: report.summary,
    words: { did: didText([]), todo: (report.todo ?? rule.todo).slice(0, MAX_WORDS) },
    openedAt: at,
    lastSeenAt: at,
    count: 1,
    evidence: withEvidence([], report, at),
    containment: [],
    escalations: [],
    reminded: null,
    acknowledged: null,
    attested: null,
    voided: null,
    ended: null,
    next: null,
  };
}

/** While its containment runs, nothing is asked of a person. None to run: nothing is under way. */
export function underWay(incident: Incident, running: ContainmentResult[]): Incident {
  if (running.length === 0) return incident;
  return {
    ...incident,
    containment: running,
    words: { ...incident.words, did: didText(running) },
    next: null,
  };
}

/** The same thing, seen again: counted, and the newest evidence takes the last place. */
export function seenAgain(incident: Incident, report: Report, at: string): Incident {
  return {
    ...incident,
    count: incident.count + 1,
    lastSeenAt: at,
    evidence: withEvidence(incident.evidence, report, at),
  };
}

export function escalated(incident: Incident, to: IncidentSeverity, why: string, at: string): Incident {
  return {
    ...incident,
    severity: to,
    escalations: [...incident.escalations, { at, from: incident.severity, to, why }].slice(-MAX_ESCALATIONS),
  };
}

/** A ceremony that was begun is worth nothing any more. */
export function voided(incident: Incident, why: string, at: string, state: Incident["state"]): Incident {
  const acknowledged = state === "acknowledged" ? incident.acknowledged : null;
  return { ...incident, state, acknowledged, attested: null, voided: { at, why }, reminded: null };
}

export function isEnded({ state }: Pick<Incident, "state">): boolean {
  return state === "resolved" || state === "dismissed";
}

/** Whatever was contained, latched or critical needs proof that things are well again. */
export function needsReattest({ latched, severity, containment }: Incident): boolean {
  return latched || severity === "critical" || containment.length > 0;
}

export function nextOf(incident: Incident): Incident["next"] {
  const { state, containment } = incident;
  if (isEnded(incident) || containment.some((result) => result.state === "running")) return null;
  if (state === "reattested") return "resolve";
  if (state === "acknowledged") return needsReattest(incident) ? "reattest" : "resolve";
  return "acknowledge";
}

/** What Casemate did, in words. */
export function didText(results: readonly ContainmentResult[]): string {
  if (results.length === 0) return "Casemate stopped nothing; it only tells you.";
  const list = (state: ContainmentResult["state"], words: typeof DONE): string =>
    results
      .filter((result) => result.state === state)
      .map(({ action }) => words[action])
      .join("; ");
  const [done, failed, running] = [list("done", DONE), list("failed", NOT_DONE), list("running", NOT_DONE)];
  return [
    failed === "" ? "" : `This did not work: ${failed}.`,
    done === "" ? "" : `Casemate ${done}.`,
    running === "" ? "" : `Under way: ${running}.`,
  ]
    .filter(Boolean)
    .join(" ")
    .slice(0, MAX_WORDS);
}

/** The first ones stay: they say how it began. */
function withEvidence(before: readonly Evidence[], { evidence }: Report, at: string): Evidence[] {
  const added = evidence.map((seen): Evidence => ({ ...seen, at }));
  const all = [...before, ...added];
  if (all.length <= MAX_EVIDENCE) return all;
  return [...all.slice(0, MAX_EVIDENCE - 1), ...all.slice(-1)];
}

/** What an attestation is bound to, as text: any report, escalation or containment after it makes it another one. */
export function bindingText(incident: Incident): string {
  const { id, severity, subject, count, containment, fingerprint } = incident;
  const results = containment.map(({ action, state, at }) => [action, state, at]);
  return JSON.stringify([
    "casemate incident binding v1",
    id,
    fingerprint,
    incident.class,
    severity,
    subject.kind,
    subject.id,
    count,
    results,
  ]);
}
