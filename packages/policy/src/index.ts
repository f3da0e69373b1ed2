export {
  brokenCallPolicy,
  NO_CALL_POLICY,
  VIAS,
  type CallLimit,
  type CallPolicy,
} from "./common/call-policy.ts";
export type { Question } from "./common/conditions.ts";
export { LEDGER_STATES, VAULT_STATES } from "./common/counterfactual.ts";
export { decide, type Decided } from "./common/decide.ts";
export { policyText } from "./common/digest.ts";
export { readCallPolicy } from "./common/read-call-policy.ts";
export { replay, type Replayed, type TracedCall } from "./common/replay.ts";
export { POLICY_ROWS } from "./common/rows.ts";
export { WHILE_FROZEN } from "./common/standing.ts";
export { CallPolicyProblem } from "./common/strict-json.ts";
export { callNames } from "./common/table.ts";
export { speaksOf } from "./common/tighten.ts";
