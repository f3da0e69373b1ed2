import type { Incident, IncidentSummary } from "@casemate/contract";
import type { Tone } from "../components/state-mark.tsx";

export const INCIDENT_TONES: Record<Incident["state"], Tone> = {
  open: "warn",
  contained: "warn",
  containment_failed: "danger",
  acknowledged: "info",
  reattested: "info",
  resolved: "ok",
  dismissed: "quiet",
};

export const STEPS = ["acknowledge", "reattest", "resolve"] as const;
export type StepId = (typeof STEPS)[number];
export type StepWhy = "containing" | "acknowledge" | "reattest" | "notWell";
/** `unneeded`: nothing was stopped, so there is nothing to be proven. */
export interface Step {
  readonly id: StepId;
  readonly state: "done" | "now" | "waits" | "unneeded";
  /** Why its button does nothing now; null when it does, or the step is over. */
  readonly why: StepWhy | null;
}

export function hasEnded({ state }: Pick<Incident, "state">): boolean {
  return state === "resolved" || state === "dismissed";
}

/** Where the way back stands. Which step is next is the supervisor's word; this page only says why the others are not. */
/** Which words say what to do: what computes is mended otherwise than a model, or a file of Casemate's. */
export function fixOf({ class: of, subject }: Pick<Incident, "class" | "subject">): FixId {
  if (subject.kind !== "machine" || !subject.id.startsWith("gpu:")) return of;
  return subject.id === "gpu:baseline" ? "gpu_baseline" : "gpu";
}
type FixId = Incident["class"] | "gpu" | "gpu_baseline";

export function stepsOf({ state, next, acknowledged, attested }: Incident): Step[] {
  const over = state === "resolved";
  const skipped = attested === null && (over || (next === "resolve" && state === "acknowledged"));
  const waiting = next === null ? "containing" : acknowledged === null ? "acknowledge" : null;
  const step = (id: StepId, done: boolean, why: StepWhy): Step => {
    if (done) return { id, state: "done", why: null };
    return next === id ? { id, state: "now", why: null } : { id, state: "waits", why: waiting ?? why };
  };
  const looked: Step = skipped
    ? { id: "reattest", state: "unneeded", why: null }
    : step("reattest", over || state === "reattested", "acknowledge");
  return [
    step("acknowledge", over || acknowledged !== null, "acknowledge"),
    looked,
    step("resolve", over, attested === null ? "reattest" : "notWell"),
  ];
}

/** Whether it can be dismissed; else why not. */
export function dismissalOf({ state, latched, next, containment }: Incident): "yes" | "latched" | "acted" {
  if (latched) return "latched";
  return state === "open" && next !== null && containment.length === 0 ? "yes" : "acted";
}

export type Past =
  | {
      readonly kind: "opened" | "contained" | "containment_failed" | "voided";
      readonly at: string;
      readonly why: string | null;
    }
  | {
      readonly kind: "escalated";
      readonly at: string;
      readonly from: Incident["severity"];
      readonly to: Incident["severity"];
      readonly why: string | null;
    }
  | { readonly kind: "seen" | "reminded"; readonly at: string; readonly count: number; readonly why: null }
  | {
      readonly kind: "acknowledged" | "attestedOk" | "attestedBad" | "resolved" | "dismissed";
      readonly at: string;
      readonly by: string;
      readonly why: string | null;
    };

/** What became of it, oldest first. The log has all of it; an incident keeps the last of each. */
export function historyOf(incident: Incident): Past[] {
  const { openedAt, lastSeenAt, count, escalations, reminded, voided, acknowledged, attested, ended, state } =
    incident;
  const past: Past[] = [{ kind: "opened", at: openedAt, why: null }];
  if (count > 1) past.push({ kind: "seen", at: lastSeenAt, count, why: null });
  if (reminded) past.push({ kind: "reminded", ...reminded, why: null });
  past.push(...escalations.map((one): Past => ({ kind: "escalated", ...one })));
  past.push(...containmentOf(incident));
  if (voided) past.push({ kind: "voided", at: voided.at, why: voided.why });
  if (acknowledged) past.push({ kind: "acknowledged", ...acknowledged, why: null });
  if (attested) {
    const well = attested.parts.every(({ ok }) => ok === true);
    past.push({ kind: well ? "attestedOk" : "attestedBad", at: attested.at, by: attested.by, why: null });
  }
  if (ended)
    past.push({
      kind: state === "dismissed" ? "dismissed" : "resolved",
      at: ended.at,
      by: ended.by,
      why: ended.reason,
    });
  return past.sort((a, b) => a.at.localeCompare(b.at));
}

function containmentOf({ containment }: Incident): Past[] {
  const last = containment
    .map(({ at }) => at)
    .sort()
    .at(-1);
  if (last === undefined || containment.some(({ state }) => state === "running")) return [];
  const failed = containment.some(({ state }) => state === "failed");
  return [{ kind: failed ? "containment_failed" : "contained", at: last, why: null }];
}

const ORDER: readonly Incident["severity"][] = ["critical", "high", "medium", "low"];

/** The one to look at first: what could not be contained, then the gravest, then the newest. */
export function worstOf(items: readonly IncidentSummary[]): IncidentSummary | null {
  const rank = ({ state, severity }: IncidentSummary): number =>
    (state === "containment_failed" ? 0 : ORDER.length) + ORDER.indexOf(severity);
  return items.reduce<IncidentSummary | null>(
    (worst, one) => (worst === null || rank(one) < rank(worst) ? one : worst),
    null,
  );
}

/** Those that became known, critical or uncontained since the last look, or was not answered in time: what has to be said aloud. */
export function newsOf(
  before: readonly IncidentSummary[],
  now: readonly IncidentSummary[],
): IncidentSummary[] {
  const known = new Map(before.map((one) => [one.id, one]));
  return now.filter((one) => {
    const old = known.get(one.id);
    return (
      old === undefined ||
      (one.severity !== old.severity && one.severity === "critical") ||
      (one.state !== old.state && one.state === "containment_failed") ||
      (one.reminded?.count ?? 0) > (old.reminded?.count ?? 0)
    );
  });
}
