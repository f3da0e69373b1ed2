import type { CallDecision, FactName } from "@casemate/contract";
import { visible } from "../console/output.ts";

const FACTS: Readonly<Record<FactName, string>> = {
  call: "the call is",
  risk: "its risk is",
  caller: "it comes from",
  vault: "the vault is",
  log: "the log is",
  frozen: "calls are frozen:",
  policy: "your call policy:",
};

/** The facts that decided, in one line. */
export function factLine(facts: CallDecision["facts"]): string {
  return facts.map(({ fact, value }) => `${FACTS[fact]} ${visible(value)}`).join(", ");
}

/** What would change a decision, one line each. */
export function changeLines({
  decision,
  changes,
}: Pick<CallDecision, "changes"> & { readonly decision: CallDecision["decision"] }): string[] {
  if (decision === "allow") return [];
  if (changes.length === 0)
    return [
      decision === "ask"
        ? "Only a person's answer lets it run."
        : "No single change would allow it: more than one thing stands against it.",
    ];
  return changes.map(
    (change) =>
      `It would be ${change.decision === "allow" ? "allowed" : "asked"} if ${FACTS[change.fact]} ${change.to.map(visible).join(" or ")}.`,
  );
}
