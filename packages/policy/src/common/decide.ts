import { CONDITIONS, type Question } from "./conditions.ts";
import type { Decision, PolicyRow } from "./row.ts";
import { POLICY_ROWS } from "./rows.ts";

export interface Decided {
  readonly decision: Decision;
  /** Which row decided; the same rule may stand in several. */
  readonly rule: string;
  /** One plain sentence for a person. */
  readonly reason: string;
}

/** Pure: the same question always has the same answer. A call that no row knows is denied. */
export function decide(question: Question): Decided {
  const row = POLICY_ROWS.find((candidate) => holds(candidate, question));
  // The last row holds for everything; this is for the day somebody takes it out.
  if (!row) return { decision: "deny", rule: "default.deny", reason: "No rule allows this." };
  return { decision: row.decision, rule: row.rule, reason: row.reason };
}

function holds({ calls, risk, via, when }: PolicyRow, question: Question): boolean {
  return (
    (calls === "*" || calls.some((call) => call === question.call)) &&
    (risk === undefined || risk === question.risk) &&
    (via === undefined || via.includes(question.via)) &&
    (when === undefined || CONDITIONS[when](question))
  );
}
