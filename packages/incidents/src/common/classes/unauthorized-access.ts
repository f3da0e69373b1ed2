import { ANSWER_WITHIN_MS, type ClassRule } from "../incident-class.ts";

/** Somebody tries to get into the vault, or took away what slows such tries down. */
export const rule: ClassRule = {
  id: "unauthorized_access",
  severity: "critical",
  latched: true,
  actions: [{ action: "lock_vault", from: "high" }],
  escalation: null,
  answerWithinMs: ANSWER_WITHIN_MS.critical,
  title: "Somebody may be trying to get into the vault",
  todo: "Was that you? If not, change the passphrase and look in the log for when it happened. Then acknowledge, let Casemate look again, resolve.",
};
