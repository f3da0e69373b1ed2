import type { CallPolicy } from "./call-policy.ts";
import { POLICY_ROWS } from "./rows.ts";

const ROWS = JSON.stringify(
  POLICY_ROWS.map(({ rule, calls, risk, via, when, decision, coolOffSeconds, reason }) => [
    rule,
    calls,
    risk ?? null,
    via ?? null,
    when ?? null,
    decision,
    coolOffSeconds ?? 0,
    reason,
  ]),
);

/** The text whose SHA-256 says which policy is in force: the rows in their order, then the person's own in one spelling. */
export function policyText(policy: CallPolicy): string {
  return `casemate policy v2\n${ROWS}\n${policy.canonical}`;
}
