import { CONDITIONS, type Question } from "./conditions.ts";
import type { Decision, PolicyRow } from "./policy-row.ts";
import { POLICY_ROWS } from "./rows.ts";

/** What the rows say, before the person's own policy. */
export interface Ruling {
  readonly decision: Decision;
  readonly rule: string;
  readonly reason: string;
  readonly coolOffSeconds: number;
  readonly answerWithinSeconds: number | null;
}

const FOR_ALL = POLICY_ROWS.filter(({ calls }) => calls === "*");
/** The rows that speak of a call, in their order: a decision then looks at a few, not at all. */
const BY_CALL = new Map(
  callNames().map((call) => [
    call,
    POLICY_ROWS.filter(({ calls }) => calls === "*" || calls.some((one) => one === call)),
  ]),
);

/** Every call that a row names. A test holds this list equal to the contract's. */
export function callNames(): string[] {
  return [...new Set(POLICY_ROWS.flatMap(({ calls }) => (calls === "*" ? [] : calls)))];
}

/** The first row that holds decides. */
export function ruleOfTable(question: Question): Ruling {
  const row = (BY_CALL.get(question.call) ?? FOR_ALL).find((candidate) => holds(candidate, question));
  // The last row holds for everything; this is for the day somebody takes it out.
  if (!row) return denied("default.deny", "No rule allows this.");
  const { decision, rule, reason, coolOffSeconds = 0 } = row;
  return { decision, rule, reason, coolOffSeconds, answerWithinSeconds: null };
}

export function denied(rule: string, reason: string): Ruling {
  return { decision: "deny", rule, reason, coolOffSeconds: 0, answerWithinSeconds: null };
}

function holds({ risk, via, when }: PolicyRow, question: Question): boolean {
  return (
    (risk === undefined || risk === question.risk) &&
    (via === undefined || via.includes(question.via)) &&
    (when === undefined || CONDITIONS[when](question))
  );
}
