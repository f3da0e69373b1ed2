import type { Approval, ApprovalChange, CallDecision, Caller } from "@casemate/contract";
import { isoTime, type Clock } from "./clock.ts";
import { stillHolds, type Bound, type Ticket } from "./tickets.ts";

/** What is known and shown about the subject of a dangerous call. */
export interface Explanation {
  /** Goes on after who asked: "wants to release the model x". */
  readonly sentence: string;
  /** What it is about, where that has a name. */
  readonly name: string | null;
  /** What happens if the answer is wrong. */
  readonly risk: string;
  readonly evidence: readonly string[];
  readonly diff: readonly ApprovalChange[];
  /** Identity of the subject's state at request time; a change voids the request. */
  readonly subject: string;
}

/** What the router knows about a dangerous call that needs a person. */
export interface Request extends Explanation {
  readonly decided: Omit<CallDecision, "call" | "decision">;
  readonly call: string;
  /** Canonical JSON of the parsed input. */
  readonly input: string;
  readonly bound: Bound;
  readonly caller: Caller;
  /** Runs the call with the ticket that was granted for it. */
  readonly execute: (ticket: Ticket) => Promise<unknown>;
}

/** Asked again for the same thing, by the same kind of caller, under the same policy and log: one question, not two. */
export function isSameRequest(one: Request, other: Request): boolean {
  return (
    one.bound.hash === other.bound.hash &&
    one.subject === other.subject &&
    one.caller.via === other.caller.via &&
    stillHolds(one.bound, other.bound)
  );
}

/** What a person is shown. Everything in it is the supervisor's, but for the arguments, which are the caller's. */
export function describeRequest(id: string, request: Request, clock: Clock): Approval {
  const { caller, decided, bound } = request;
  const at = (seconds: number): string => new Date(clock.now() + seconds * 1000).toISOString();
  return {
    id,
    call: request.call,
    sentence: `${describeCaller(caller)} ${request.sentence}`.slice(0, 1000),
    name: request.name,
    risk: request.risk,
    input: request.input,
    diff: [...request.diff],
    evidence: [...request.evidence],
    rule: decided.rule,
    reason: decided.reason,
    facts: [...decided.facts],
    changes: [...decided.changes],
    requestedBy: describeCaller(caller),
    via: caller.via,
    requestedAt: isoTime(clock),
    policy: bound.policy,
    log: { id: bound.log, size: bound.size },
    grantableFrom: decided.coolOffSeconds === 0 ? null : at(decided.coolOffSeconds),
    expiresAt: decided.answerWithinSeconds === null ? null : at(decided.answerWithinSeconds),
    state: "pending",
    outcome: null,
  };
}

/** Who asked, in words. */
export function describeCaller(caller: Caller): string {
  const names: Record<Caller["via"], string> = {
    window: "The Casemate window",
    approval: "The approval window",
    browser: "The browser page",
    socket: "Casemate's command line",
    "in-process": "Casemate's command line",
  };
  return names[caller.via];
}
