import type { Question } from "./conditions.ts";
import type { CallPolicy, CallRule } from "./call-policy.ts";
import type { Decision } from "./policy-row.ts";
import { NEVER_HELD_UP } from "./standing.ts";
import { denied, type Ruling } from "./table.ts";

const STRICTNESS: Readonly<Record<Decision, number>> = { allow: 0, ask: 1, deny: 2 };

export function isStricter(one: Decision, than: Decision): boolean {
  return STRICTNESS[one] > STRICTNESS[than];
}

/** The ruling under a person's call policy: never milder than it was, whatever the policy holds. */
export function tightened(ruling: Ruling, question: Question, policy: CallPolicy): Ruling {
  if (policy.state === "broken") return isHeldUp(question) ? denied("policy.broken", policy.reason) : ruling;
  let result = ruling;
  for (const rule of policy.rules) if (speaksOf(rule, question)) result = stricter(result, rule);
  return result;
}

function isHeldUp({ call, risk }: Question): boolean {
  return risk !== "read" && !NEVER_HELD_UP.some((one) => one === call);
}

/** Whether a rule or limit is about this caller and call. */
export function speaksOf(
  { calls, from }: Pick<CallRule, "calls" | "from">,
  { call, via }: Question,
): boolean {
  return calls.has(call) && (from === null || from.has(via));
}

/** The meet of both: the stricter decision, the longer wait, the shorter time to answer. */
function stricter(
  ruling: Ruling,
  { id, decision, coolOffSeconds, answerWithinSeconds, reason }: CallRule,
): Ruling {
  const rule = `user.${id}`;
  if (decision === "deny")
    return ruling.decision === "deny" ? ruling : denied(rule, reason ?? "Your call policy denies this.");
  if (ruling.decision === "deny") return ruling;
  const coolOff = Math.max(ruling.coolOffSeconds, coolOffSeconds);
  const within = shorter(ruling.answerWithinSeconds, answerWithinSeconds);
  const same =
    ruling.decision === "ask" && coolOff === ruling.coolOffSeconds && within === ruling.answerWithinSeconds;
  if (same) return ruling;
  const why = reason ?? "Your call policy wants a person to be asked, and how.";
  return {
    decision: "ask",
    rule,
    reason: ruling.decision === "ask" ? `${ruling.reason} ${why}`.slice(0, 1000) : why,
    coolOffSeconds: coolOff,
    answerWithinSeconds: within,
  };
}

function shorter(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.min(one, other);
}
