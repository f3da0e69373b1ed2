import type { State } from "@casemate/contract";
import type { HealthRule, Verdict } from "./health-rule.ts";

const EVIDENCE = "casemate attest show";
const TARGET = { page: "machine", call: "attestation.refresh" } as const;

/** What Casemate found when it looked at itself. Anything but attested is not trusted. */
export const attestation: HealthRule = {
  id: "attestation",
  read: ({ app, attestation: slice }) => {
    if (app.shell === "command" && slice.checkedAt === null)
      return {
        status: "ok",
        title: "What acts is checked before it starts",
        detail: "Casemate looks at itself all the time only while a console runs.",
        remedy: null,
        evidence: EVIDENCE,
      };
    return found(slice);
  },
};

function found({ state, reason, parts }: State["attestation"]): Verdict {
  if (state === "attested")
    return {
      status: "ok",
      title: "Casemate is as it was installed",
      detail: `All ${String(parts.length)} parts were looked at. Software assurance: who controls this machine controls the answer.`,
      remedy: null,
      evidence: EVIDENCE,
    };
  const titles = {
    failed: "Nothing that acts is started: Casemate is not as it should be",
    pending: "Whether Casemate is as it should be is not known yet",
    degraded: "Casemate runs, and not everything around it is well",
  };
  const first = parts.find(({ ok }) => ok !== true && (state !== "failed" || ok === false));
  return {
    status: state === "failed" ? "danger" : "warn",
    title: titles[state],
    detail: reason ?? "Nobody looked yet.",
    remedy: first?.todo ?? "Look again in a moment.",
    evidence: EVIDENCE,
    target: TARGET,
  };
}
