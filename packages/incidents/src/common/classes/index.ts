import type { IncidentClass } from "@casemate/contract";
import type { ClassRule } from "../incident-class.ts";
import { rule as attestationFailure } from "./attestation-failure.ts";
import { rule as forbiddenAirlockRequest } from "./forbidden-airlock-request.ts";
import { rule as integrityViolation } from "./integrity-violation.ts";
import { rule as manifestMismatch } from "./manifest-mismatch.ts";
import { rule as modelBehaviorAnomaly } from "./model-behavior-anomaly.ts";
import { rule as policyBypassAttempt } from "./policy-bypass-attempt.ts";
import { rule as promptInjection } from "./prompt-injection.ts";
import { rule as toolCallBurst } from "./tool-call-burst.ts";
import { rule as unauthorizedAccess } from "./unauthorized-access.ts";

/** One file each, one line here. */
export const CLASSES: Readonly<Record<IncidentClass, ClassRule>> = {
  attestation_failure: attestationFailure,
  integrity_violation: integrityViolation,
  unauthorized_access: unauthorizedAccess,
  manifest_mismatch: manifestMismatch,
  policy_bypass_attempt: policyBypassAttempt,
  prompt_injection: promptInjection,
  model_behavior_anomaly: modelBehaviorAnomaly,
  tool_call_burst: toolCallBurst,
  forbidden_airlock_request: forbiddenAirlockRequest,
};
