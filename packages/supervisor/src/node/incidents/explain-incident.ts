import { RpcError } from "@casemate/contract";
import type { Explanation } from "../../common/approval-request.ts";
import { riskOf } from "../console/explain-risk.ts";
import type { Incidents } from "./incidents.ts";

/** What an approval of resolving says, and what it is bound to; null for every other call. Throws `wrong_state`, `not_found`. */
export function explainIncident(
  call: string,
  input: unknown,
  { register }: Pick<Incidents, "register">,
): Explanation | null {
  if (call !== "incident.resolve") return null;
  const { id } = (input ?? {}) as { id?: unknown };
  const incident = register.get(typeof id === "string" ? id : "");
  const { severity, summary, count, openedAt, acknowledged, attested, next } = incident;
  if (next !== "resolve")
    throw new RpcError(
      "wrong_state",
      `This incident cannot be resolved now. Next: ${next ?? "wait until it is contained"}.`,
    );
  const parts = attested?.parts.map(({ words }) => words).join(" ") ?? "This kind needs no attestation.";
  return {
    sentence:
      `wants to resolve an incident (${severity}): ${summary.message} What contained it is lifted.`.slice(
        0,
        900,
      ),
    evidence: [
      `Opened ${openedAt}, seen ${String(count)} times.`,
      `Acknowledged by ${acknowledged?.by ?? "nobody"}.`,
      `Found when Casemate looked again: ${parts}`.slice(0, 1000),
    ],
    name: null,
    risk: riskOf(call),
    diff: [{ what: "The incident", before: incident.state, after: "resolved" }],
    subject: `${incident.id}:${String(count)}:${attested?.digest ?? ""}`,
  };
}
