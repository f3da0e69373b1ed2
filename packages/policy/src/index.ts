export { decide, type Decided } from "./common/decide.ts";
export type { Decision, PolicyRow } from "./common/row.ts";
export { POLICY_ROWS } from "./common/rows.ts";
export { type Condition, type Question } from "./common/conditions.ts";
export { policyDigest } from "./common/digest.ts";
