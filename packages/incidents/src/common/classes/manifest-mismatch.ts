import { ANSWER_WITHIN_MS, type ClassRule } from "../incident-class.ts";

/** A stored model is not the one that was inspected. */
export const rule: ClassRule = {
  id: "manifest_mismatch",
  severity: "high",
  latched: true,
  actions: [
    { action: "contain_model", from: "medium" },
    { action: "end_runtime", from: "high" },
  ],
  escalation: null,
  answerWithinMs: ANSWER_WITHIN_MS.high,
  title: "A stored model is not the one that was inspected",
  todo: "Do not use this model. Put its file back from a backup and inspect it again, or remove it. Then acknowledge, let Casemate look again, resolve.",
};
