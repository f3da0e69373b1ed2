import { ANSWER_WITHIN_MS, type ClassRule } from "../incident-class.ts";

/** A request to the network that no rule allows. */
export const rule: ClassRule = {
  id: "forbidden_airlock_request",
  severity: "medium",
  latched: false,
  actions: [],
  escalation: { count: 5, windowMs: 300_000, to: "high" },
  answerWithinMs: ANSWER_WITHIN_MS.medium,
  title: "Something asked for a network address that is not allowed",
  todo: "It was denied. See who asked for what; acknowledge and resolve, or dismiss it with a reason.",
};
