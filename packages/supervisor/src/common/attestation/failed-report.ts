import type { AttestedPartId } from "@casemate/audit";
import type { IncidentSeverity, IncidentSubject } from "@casemate/contract";
import type { Report } from "@casemate/incidents";
import type { Reading } from "./reading.ts";

interface Cause {
  /** The same subject as others report the same cause with: what they told already is not told again. */
  readonly subject: IncidentSubject;
  readonly severity: IncidentSeverity;
  readonly message: string;
}

/**
 * What a part that gates and is bad means. A changed program can do anything: critical. A damaged log: the way back needs the vault open, so it
 * stays one below. A policy that cannot be read stops itself: nothing is admitted, and the gate starts nothing, so nothing more is ended.
 */
const CAUSES: Readonly<Partial<Record<AttestedPartId, Cause>>> = {
  programs: {
    subject: { kind: "console", id: "programs" },
    severity: "critical",
    message:
      "Casemate looked at itself: a file of its own is missing or was changed. Nothing that acts is started.",
  },
  engine: {
    subject: { kind: "console", id: "programs" },
    severity: "critical",
    message:
      "Casemate looked at itself: a file of the inference engine is missing or was changed. Nothing that acts is started.",
  },
  policy: {
    subject: { kind: "console", id: "policy" },
    severity: "medium",
    message: "Casemate looked at itself: a policy or list cannot be read. Nothing that acts is started.",
  },
  log: {
    subject: { kind: "log", id: "log" },
    severity: "high",
    message: "Casemate looked at itself: its log does not verify. Nothing that acts is started.",
  },
};

/** What is told of a part that is bad; null for one that gates nothing. */
export function failedReport(id: AttestedPartId, { words, evidence }: Reading): Report | null {
  const cause = CAUSES[id];
  if (!cause) return null;
  const { subject, severity, message } = cause;
  return {
    class: "attestation_failure",
    severity,
    subject,
    summary: { code: `attestation_${id}`, message },
    evidence: evidence ?? [{ kind: "change", what: id, before: "well", after: words.slice(0, 500) }],
  };
}
