import type { CallPolicy } from "./call-policy.ts";
import { VIAS } from "./call-policy.ts";
import type { Question } from "./conditions.ts";
import { LEDGER_STATES, VAULT_STATES } from "./counterfactual.ts";
import { decide, type Decided } from "./decide.ts";
import { riskOfCall } from "./read-call-policy.ts";
import type { Decision } from "./policy-row.ts";
import { isStricter } from "./tighten.ts";

/** A call that was recorded. null: the record does not say. */
export interface TracedCall {
  /** Where it stands: a record's number or a line. */
  readonly where: string;
  readonly call: string;
  readonly via: Question["via"] | null;
  readonly vault: Question["vault"] | null;
  readonly ledger: Question["ledger"] | null;
  readonly frozen: boolean | null;
  /** For a grant: the call that ran. */
  readonly grants: string | null;
  /** What was decided then. */
  readonly decision: Decision | null;
}

/** What today's policy says about a recorded call. */
export interface Replayed {
  readonly where: string;
  readonly call: string;
  readonly recorded: Decision | null;
  /** "depends": the record does not say enough, and the answers differ over what it leaves open. */
  readonly now: Decision | "depends";
  /** Of the strictest answer. */
  readonly rule: string;
  readonly reason: string;
  /** `same` as recorded; `new`: allowed or asked where nothing was recorded. Anything else is for a person to look at. */
  readonly outcome: "same" | "new" | "stricter" | "milder" | "denied" | "depends";
}

/** Asks a policy about a recorded call, over everything that the record leaves open. */
export function replay(traced: TracedCall, policy: CallPolicy): Replayed {
  const { where, call, decision: recorded } = traced;
  const answers = questionsOf(traced).map((question) => decide(question, policy));
  const strictest = answers.reduce<Decided>(
    (worst, one) => (isStricter(one.decision, worst.decision) ? one : worst),
    answers[0] ?? decide({ ...UNKNOWN, call }, policy),
  );
  const { decision, rule, reason } = strictest;
  const agreed = answers.every((one) => one.decision === decision);
  const now = agreed ? decision : "depends";
  return { where, call, recorded, now, rule, reason, outcome: outcomeOf(recorded, now) };
}

/** The strictest reading of a record that says nothing. */
const UNKNOWN: Question = {
  via: "browser",
  call: "",
  risk: "danger",
  vault: "error",
  ledger: "damaged",
  frozen: true,
};

function outcomeOf(recorded: Decision | null, now: Replayed["now"]): Replayed["outcome"] {
  if (now === "depends") return "depends";
  if (recorded === null) return now === "deny" ? "denied" : "new";
  if (recorded === now) return "same";
  return isStricter(now, recorded) ? "stricter" : "milder";
}

function questionsOf({ call, via, vault, ledger, frozen, grants }: TracedCall): Question[] {
  const base = { call, risk: riskOfCall(call), ...(grants === null ? {} : { grants }) };
  return (via === null ? VIAS : [via]).flatMap((from) =>
    (vault === null ? VAULT_STATES : [vault]).flatMap((stands) =>
      (ledger === null ? LEDGER_STATES : [ledger]).flatMap((log) =>
        (frozen === null ? [false, true] : [frozen]).map((held) => ({
          ...base,
          via: from,
          vault: stands,
          ledger: log,
          frozen: held,
        })),
      ),
    ),
  );
}
