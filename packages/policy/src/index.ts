export { decide, type Decided } from "./common/decide.ts";
export { POLICY_ROWS, type Decision, type PolicyRow } from "./common/rows.ts";
export { type Condition, type Question } from "./common/conditions.ts";
export { policyDigest } from "./common/digest.ts";
