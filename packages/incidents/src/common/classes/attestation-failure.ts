import { ANSWER_WITHIN_MS, type ClassRule } from "../incident-class.ts";

/** Something that vouches for this machine does not, or does so less than before. */
export const rule: ClassRule = {
  id: "attestation_failure",
  severity: "critical",
  latched: true,
  actions: [
    { action: "end_runtime", from: "high" },
    { action: "freeze_calls", from: "high" },
    { action: "lock_vault", from: "critical" },
  ],
  escalation: null,
  answerWithinMs: ANSWER_WITHIN_MS.critical,
  title: "What protects this machine is weaker than it was, or does not answer",
  todo: "Look at what changed. If you changed it yourself, or when it is put right: acknowledge, let Casemate look again, resolve.",
};
