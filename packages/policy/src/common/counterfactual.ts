import type { DecisionChange, DecisionFact, FactName, State } from "@casemate/contract";
import { NO_CALL_POLICY, VIAS, type CallPolicy } from "./call-policy.ts";
import type { Question } from "./conditions.ts";
import type { Ruling } from "./table.ts";
import { isStricter } from "./tighten.ts";

export const VAULT_STATES = [
  "absent",
  "locked",
  "unlocking",
  "unlocked",
  "locking",
  "error",
] as const satisfies readonly State["vault"]["state"][];
export const LEDGER_STATES = [
  "ok",
  "starting",
  "unavailable",
  "damaged",
] as const satisfies readonly State["ledger"]["state"][];

/** What a decision rests on. */
export interface Why {
  /** The facts that decided: with another value of one of them the decision would be another. */
  readonly facts: readonly DecisionFact[];
  /** Single changes after which it would be milder. Empty for "ask": only a person's answer; or more than one thing stands against it. */
  readonly changes: readonly DecisionChange[];
}

interface Alternative {
  readonly to: string;
  readonly question: Question;
  readonly policy: CallPolicy;
}

/**
 * Which facts decided, and which single changes would make it milder. Found by asking again with every other value of one fact, so that it is
 * true by construction and needs no words beside the rules that could become wrong.
 */
export function whyAndWhatElse(
  ruling: Ruling,
  question: Question,
  policy: CallPolicy,
  rulingOf: (question: Question, policy: CallPolicy) => Ruling,
): Why {
  const facts: DecisionFact[] = [
    { fact: "call", value: question.call.slice(0, 80) },
    { fact: "risk", value: question.risk },
  ];
  const changes: DecisionChange[] = [];
  for (const { fact, value, others } of alternatives(question, policy)) {
    const milder = { allow: [] as string[], ask: [] as string[] };
    let decisive = false;
    for (const other of others) {
      const { decision } = rulingOf(other.question, other.policy);
      if (decision !== ruling.decision) decisive = true;
      if (decision !== "deny" && isStricter(ruling.decision, decision)) milder[decision].push(other.to);
    }
    if (decisive) facts.push({ fact, value });
    for (const decision of ["allow", "ask"] as const)
      if (milder[decision].length > 0) changes.push({ fact, to: milder[decision], decision });
  }
  return { facts, changes };
}

function alternatives(
  question: Question,
  policy: CallPolicy,
): { fact: FactName; value: string; others: Alternative[] }[] {
  const set = (to: string, change: Partial<Question>): Alternative => ({
    to,
    question: { ...question, ...change },
    policy,
  });
  const frozen = question.frozen ? "yes" : "no";
  const thawed = question.frozen ? "no" : "yes";
  return [
    {
      fact: "caller",
      value: question.via,
      others: VIAS.filter((via) => via !== question.via).map((via) => set(via, { via })),
    },
    {
      fact: "vault",
      value: question.vault,
      others: VAULT_STATES.filter((vault) => vault !== question.vault).map((vault) => set(vault, { vault })),
    },
    {
      fact: "log",
      value: question.ledger,
      others: LEDGER_STATES.filter((ledger) => ledger !== question.ledger).map((ledger) =>
        set(ledger, { ledger }),
      ),
    },
    { fact: "frozen", value: frozen, others: [set(thawed, { frozen: !question.frozen })] },
    {
      fact: "policy",
      value: policy.state,
      others: policy.state === "none" ? [] : [{ to: "none", question, policy: NO_CALL_POLICY }],
    },
  ];
}
