import type { State } from "@casemate/contract";
import { worst } from "../incidents/worst.ts";
import type { HealthRule, Verdict } from "./health-rule.ts";

const TARGET = { page: "incidents", call: null } as const;
const REMEDY = "Look at each under Incidents: it says what happened, what Casemate did and what to do.";

/** Open incidents: a critical one, or one that could not be contained, is never anything but recovery. */
export const incidents: HealthRule = {
  id: "incidents",
  read: (state) => {
    const { kept, note, open, failed } = state.incidents;
    const count = open.critical + open.high + open.medium + open.low;
    if (failed > 0) return told("danger", notContained(failed), state);
    if (open.critical > 0) return told("danger", criticalOpen(open.critical), state);
    if (count > 0) return told("warn", anyOpen(count), state);
    if (kept === "memory")
      return {
        status: "warn",
        title: "Incidents cannot be stored",
        detail: `They are kept in memory and end with Casemate. ${note ?? ""}`.slice(0, 1000),
        remedy: "Look under Log for the cause.",
        evidence: null,
        target: { page: "log", call: null },
      };
    if (kept === "starting")
      return {
        status: "unknown",
        title: "Incidents were not read yet",
        detail:
          "The log's process has not answered. Until it has, nothing runs a model or lets something in.",
        remedy: "Wait a moment. If it stays so, look under Log.",
        evidence: null,
      };
    return {
      status: "ok",
      title: "No incident is open",
      detail: "Nothing that Casemate watches has told of one.",
      remedy: null,
      evidence: "casemate incident list",
    };
  },
};

function told(
  status: "danger" | "warn",
  title: string,
  { incidents: { items, kept, frozen } }: State,
): Verdict {
  const first = worst(items);
  const memory = kept === "memory" ? " They are in memory only: the log cannot be written." : "";
  const stopped = frozen ? " Whatever runs a model or lets something in is frozen." : "";
  return {
    status,
    title,
    detail: `${first?.summary.message ?? ""}${stopped}${memory}`.slice(0, 1000),
    remedy: REMEDY,
    evidence: "casemate incident list",
    target: TARGET,
  };
}

function notContained(count: number): string {
  return count === 1
    ? "1 incident is open that could not be contained"
    : `${String(count)} incidents are open that could not be contained`;
}

function criticalOpen(count: number): string {
  return count === 1 ? "1 critical incident is open" : `${String(count)} critical incidents are open`;
}

function anyOpen(count: number): string {
  return count === 1 ? "1 incident is open" : `${String(count)} incidents are open`;
}
