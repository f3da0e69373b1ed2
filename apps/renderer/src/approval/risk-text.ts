import type { Approval } from "@casemate/contract";
import type { TFunction } from "i18next";

/** Calls whose risk is said in the person's language; the supervisor's own sentence for all others. */
const SAID = {
  "model.release": "approve.risk.release",
  "incident.resolve": "approve.risk.resolve",
  "model.remove": "approve.risk.remove",
  "audit.recover": "approve.risk.recover",
  "audit.rotate": "approve.risk.rotate",
  "audit.prune": "approve.risk.prune",
  "forensic.export": "approve.risk.export",
  "policy.unblock": "approve.risk.unblock",
  "policy.pin": "approve.risk.pin",
  "policy.unpin": "approve.risk.unpin",
  "policy.importPins": "approve.risk.importPins",
} as const;

/** What happens if the answer is wrong. */
export function riskText({ call, risk }: Approval, t: TFunction): string {
  return Object.hasOwn(SAID, call) ? t(SAID[call as keyof typeof SAID]) : risk;
}
