import type { PanicOutcome } from "@casemate/contract";
import { withDeadline } from "../../common/lifecycle/deadline.ts";
import type { Context } from "../console/context.ts";
import type { Act } from "../console/ledger-link.ts";
import type { Begun } from "./journal.ts";

/** Longest wait for the log before a panic acts, and after it, in milliseconds: level 1 has 300 ms in all. A log that works takes one or two. */
const INTENT_MS = 50;
const OUTCOME_MS = 500;

/** Writes that a panic begins; answers what writes how it ended. Null, or false: the log could not be written in time. Never rejects. */
export async function recordIntent(
  { ledger, clock }: Pick<Context, "ledger" | "clock">,
  { level, cause, id }: Begun,
): Promise<((outcome: PanicOutcome) => Promise<boolean>) | null> {
  const act: Act = { actor: "casemate", action: `panic.level_${String(level)}`, subject: id };
  const intent = await withDeadline(clock, INTENT_MS, ledger.intent(act, { cause }, level > 1)).catch(
    () => null,
  );
  return async ({ complete, ms, steps, resumed }) => {
    const failed = steps.flatMap((step) => (step.state === "failed" ? [step.id] : [])).join(" ");
    const detail = { ms, resumed, failed };
    if (intent === null) {
      // Waits in memory for a log that is starting again; whether it will be written is not known.
      ledger.note(act.action, act.subject, { ...detail, cause, result: complete ? "ok" : "failed" });
      return false;
    }
    return withDeadline(
      clock,
      OUTCOME_MS,
      ledger.outcome(intent, act, complete ? "ok" : "failed", detail, level > 1),
    ).then(
      () => true,
      () => false,
    );
  };
}
