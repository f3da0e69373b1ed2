import { quote, type Rule } from "../rule.ts";

/** The runtime's process ended or failed while the model answered. */
export const crashRule: Rule = {
  id: "behaviour.crash",
  severity: "high",
  holds: true,
  why: "A file that ends its engine on an ordinary question is damaged, or made to attack the engine.",
  remedy: "Inspect it again. If it fails again, the file is damaged or made to break the engine: reject it.",
  refs: ["CWE-248"],
  judge: ({ check, failure }) =>
    failure &&
    `It breaks the engine that runs it: the confined process failed on the harmless prompt "${check.prompt}" (${failure.code}: ${quote(failure.message)}).`,
};
