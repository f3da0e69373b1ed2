import { holds, notes, refuses, type Rule } from "./define-rule.ts";

/** Rules of the remaining stages and of the machinery itself. */
export const STAGE_RULES = {
  "source.set-not-checked": holds(
    "medium",
    "Import the parts one by one, or wait for a version that checks whole folders.",
  ),
  "source.name": notes("low", "Look at the name as it is shown here, with these characters made visible."),
  "identity.blocked": refuses("critical", [], "Delete the file. It is on your block list."),
  "identity.digest-mismatch": refuses(
    "critical",
    [],
    "The stored bytes are not those that were received. Check the disk, then import again.",
  ),
  "identity.changed": holds("high", "Close whatever is writing to the file, then scan again."),
  "provenance.unsigned": notes(
    "info",
    "If the publisher lists a SHA-256, compare it with the one shown here.",
  ),
  "weights.not-a-number": holds(
    "medium",
    "A sound model has no such values. Compare with the publisher's original file before you release it.",
  ),
  "stage.crashed": holds(
    "high",
    "Report this file to the makers of Casemate. Do not release it only because the check failed.",
  ),
  "limit.more-findings": notes("info"),
} as const satisfies Record<string, Rule>;
