import type { HealthRule } from "./health-rule.ts";

/** Whether the person's own policy about calls can be read, and whether an incident has frozen what acts. */
export const callPolicy: HealthRule = {
  id: "calls",
  read: ({ callPolicy: { state, error, rules, limits, digest, frozen } }) => {
    if (frozen !== null)
      return {
        status: "danger",
        title: "Everything that acts is frozen",
        detail: frozen,
        remedy: "Look under Incidents. Reading, locking, stopping and the way out still work.",
        evidence: "casemate policy show",
        target: { page: "incidents", call: null },
      };
    if (state === "broken")
      return {
        status: "danger",
        title: "Nothing that acts is allowed: your call policy cannot be read",
        detail: error ?? "It is damaged.",
        remedy: "Correct the file, or remove it. casemate policy check FILE names what is wrong.",
        evidence: "casemate policy show",
      };
    const own =
      state === "none"
        ? "No call policy of yours."
        : `Your call policy tightens them: ${String(rules)} rules, ${String(limits)} limits.`;
    return {
      status: "ok",
      title: "Casemate's own rules decide which calls run",
      detail: `${own} SHA-256 ${digest}.`,
      remedy: null,
      evidence: "casemate policy show",
    };
  },
};
