import { RpcError, type Admission, type AppContract, type CallName } from "@casemate/contract";
import { canonicalJson } from "@casemate/audit";
import { decide, type Decided, type Question } from "@casemate/policy";
import type { Explanation } from "../../common/approval-request.ts";
import type { Ticket } from "../../common/tickets.ts";
import { boundNow, questionOf, standsText, subjectOf } from "../calls/question.ts";
import { reportDenial } from "../incidents/watch-state.ts";
import type { Context } from "./context.ts";
import { createRecorder, Denial, hashCall } from "./record-call.ts";

/** Calls that change nothing a log needs to know, or that carry conversation: not recorded. */
const UNRECORDED = new Set<CallName<AppContract>>([
  "secret.begin",
  "chat.send",
  "chat.stop",
  "job.cancel",
  "audit.prove",
  "audit.checkpoint",
  "audit.stopVerify",
  "gpu.stopKnownAnswer",
  "forensic.preview",
  "forensic.rows",
  "integrity.look",
  // They record themselves, and never wait for a log that cannot be written.
  "panic.lock",
  "panic.trigger",
  "panic.cancel",
  "panic.drill",
]);
/** What an approval shows for one dangerous call. */
export type Explain = (call: string, input: unknown) => Explanation;

/** Wraps one call: decides, records, runs. Throws what denies it. */
export type Authorise = (admission: Admission, run: () => Promise<unknown>) => Promise<unknown>;

/** Every call passes here: policy, limits, approval, intent in the log, the call, outcome in the log. */
export function createAuthoriser(context: Context, explain: Explain): Authorise {
  const record = createRecorder(context);

  const authorise = async (
    admission: Admission,
    run: () => Promise<unknown>,
    ticket: Ticket | null,
  ): Promise<unknown> => {
    const { caller, name, risk } = admission;
    expectOwnRequest(context, admission);
    const question = questionOf(context, admission);
    const decided = ruled(question, ticket);
    const about = { decision: decided.decision, rule: decided.rule, stands: standsText(question) };
    if (decided.decision === "deny") {
      // Looking at what one may not see is no attempt at anything.
      if (risk !== "read") reportDenial(context, [name, decided.rule, caller.via]);
      const denied = new RpcError(codeOf(decided), decided.reason);
      if (risk === "read") throw denied;
      return record(admission, () => Promise.reject(new Denial(denied, decided.rule)), about, false);
    }
    if (decided.decision === "ask") {
      const bound = { hash: hashCall(name, admission.input), ...boundNow(context) };
      if (ticket === null || !context.approvals.redeem(ticket, bound)) ask(admission, run, decided);
    }
    return risk === "read" || UNRECORDED.has(name as CallName<AppContract>)
      ? run()
      : record(admission, run, about, risk === "danger");
  };

  /** The policy, then the person's limits. What was granted was counted when it was asked. */
  const ruled = (question: Question, ticket: Ticket | null): Decided => {
    const { policy } = context.calls.inForce();
    const decided = decide(question, policy);
    if (decided.decision === "deny" || ticket !== null) return decided;
    const over = context.limits.over(policy.limits, question);
    if (over === null) return decided;
    return {
      ...decided,
      decision: "deny",
      rule: `user.${over.id}`,
      reason: `Your call policy allows ${String(over.atMost)} of these calls in ${String(over.inSeconds)} s. Try again later.`,
    };
  };

  /** Never returns: the call waits for a person, and whoever made it is told so. */
  const ask = (admission: Admission, run: () => Promise<unknown>, decided: Decided): never => {
    const { caller, name, input } = admission;
    const bound = { hash: hashCall(name, input), ...boundNow(context) };
    const id = context.approvals.ask({
      call: name,
      input: canonicalJson(input),
      bound,
      decided: { ...decided, facts: [...decided.facts], changes: [...decided.changes] },
      ...explain(name, input),
      caller,
      execute: (ticket) => authorise(admission, run, ticket),
    });
    context.ledger.note("approval.requested", subjectOf(input), {
      approval: id,
      call: name,
      rule: decided.rule,
      arguments: bound.hash,
      policy: bound.policy,
    });
    throw new RpcError(
      "approval_required",
      `This needs your approval first. Request ${id} is waiting under Approvals.`,
    );
  };
  return (admission, run) => authorise(admission, run, null);
}

/** An approval document is for one request, whatever it sends. */
function expectOwnRequest(context: Context, { caller, name, risk, input }: Admission): void {
  if (caller.request === undefined || subjectOf(input) === null || subjectOf(input) === caller.request)
    return;
  if (risk !== "read") reportDenial(context, [name, "approval.only", caller.via]);
  throw new RpcError("denied", "This document can only answer the one request it was opened for.");
}

function codeOf({ rule }: Decided): string {
  if (rule === "vault.locked") return "locked";
  return rule === "calls.frozen" ? "frozen" : "denied";
}
