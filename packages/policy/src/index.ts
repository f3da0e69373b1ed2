export { decide, type Decided } from "./common/decide.ts";
export { POLICY_ROWS } from "./common/rows.ts";
export { type Decision, type PolicyRow } from "./common/policy-row.ts";
export { type Condition, type Question } from "./common/conditions.ts";
export { policyDigest } from "./common/digest.ts";
export { FROZEN_CALLS } from "./common/frozen-calls.ts";
