import { contract, type Admission, type CallDecision, type Caller, type State } from "@casemate/contract";
import { callNames, decide, type Question } from "@casemate/policy";
import type { Bound } from "../../common/tickets.ts";
import type { Context } from "../console/context.ts";

/** What the policy is asked about one call: the call from the transport, everything else from the supervisor. */
export function questionOf(context: Context, { caller, name, risk, input }: Admission): Question {
  return {
    via: caller.via,
    call: name,
    risk,
    vault: context.state.get("vault").state,
    ledger: ledgerState(context),
    frozen: context.freeze.holds() || context.incidents.frozen(),
    ...(name === "approvals.grant" ? { grants: callOf(context, subjectOf(input)) } : {}),
  };
}

/** How things stand, in one field of a record: `casemate policy check` asks again with it. */
export function standsText({ vault, ledger, frozen }: Question): string {
  return `vault ${vault}, log ${ledger}${frozen ? ", frozen" : ""}`;
}

/** What a request that is made now is bound to beside its call. */
export function boundNow({ state, calls }: Pick<Context, "state" | "calls">): Omit<Bound, "hash"> {
  const { log, size } = state.get("ledger");
  return { policy: calls.inForce().digest, log, size: size ?? 0 };
}

/** What the policy decides at this moment about every call of one caller. */
export function decisionsFor(context: Context, caller: Caller): CallDecision[] {
  const { policy } = context.calls.inForce();
  return callNames().flatMap((name) => {
    const spec = Object.hasOwn(contract, name) ? contract[name as keyof typeof contract] : undefined;
    if (spec?.kind !== "call") return [];
    const admission = { caller, name, risk: spec.risk, input: {} };
    const decided = decide(questionOf(context, admission), policy);
    return [{ call: name, ...decided, facts: [...decided.facts], changes: [...decided.changes] }];
  });
}

/** Ids only: names and digests would tell a reader of the log which public model this is. */
export function subjectOf(input: unknown): string | null {
  const { modelId, chatId, id } = (input ?? {}) as { modelId?: unknown; chatId?: unknown; id?: unknown };
  const subject = modelId ?? chatId ?? id;
  return typeof subject === "string" ? subject : null;
}

function ledgerState({ ledger, state }: Context): State["ledger"]["state"] {
  if (ledger.available()) return "ok";
  const stands = state.get("ledger").state;
  return stands === "ok" ? "unavailable" : stands;
}

/** Which call an approval would run. */
function callOf({ state }: Context, id: string | null): string | null {
  return state.get("approvals").find((one) => one.id === id && one.state === "pending")?.call ?? null;
}
