import { NO_CALL_POLICY, type CallPolicy } from "./call-policy.ts";
import type { Question } from "./conditions.ts";
import { whyAndWhatElse, type Why } from "./counterfactual.ts";
import { denied, ruleOfTable, type Ruling } from "./table.ts";
import { tightened } from "./tighten.ts";

/** A decision with what it rests on. */
export type Decided = Ruling & Why;

/**
 * Pure and total: the same question always has the same answer, and whatever goes wrong inside is a denial. A call that no row knows is denied.
 * `policy` can only make it stricter.
 */
export function decide(question: Question, policy: CallPolicy = NO_CALL_POLICY): Decided {
  try {
    const ruling = rulingOf(question, policy);
    return { ...ruling, ...whyAndWhatElse(ruling, question, policy, rulingOf) };
  } catch {
    const fault = denied(
      "policy.fault",
      "The policy could not be read to its end, and then nothing is allowed.",
    );
    return { ...fault, facts: [], changes: [] };
  }
}

function rulingOf(question: Question, policy: CallPolicy): Ruling {
  return tightened(ruleOfTable(question), question, policy);
}
