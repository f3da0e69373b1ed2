import { createFakeClock, type FakeClock } from "@casemate/testkit";
import type { Request } from "../src/common/approval-request.ts";
import { createApprovals, type Approvals } from "../src/common/approvals.ts";
import { testState } from "../src/common/state/test-state.ts";
import type { StateStore } from "../src/common/state/store.ts";
import type { Bound } from "../src/common/tickets.ts";

/** Approvals with everything that they are bound to in the test's hand. */
export interface ApprovalWorld {
  readonly clock: FakeClock;
  readonly state: StateStore;
  readonly approvals: Approvals;
  /** What holds now; a test changes it. */
  readonly now: { subject: string; policy: string; log: string; size: number };
  /** Requests that ended because nobody answered. */
  readonly expired: string[];
  bound(hash: string): Bound;
}

export function createApprovalWorld(): ApprovalWorld {
  const clock = createFakeClock();
  const state = testState();
  const now = { subject: "held", policy: "a".repeat(64), log: "one", size: 10 };
  const expired: string[] = [];
  let ids = 0;
  const boundNow = (): Omit<Bound, "hash"> => ({ policy: now.policy, log: now.log, size: now.size });
  const approvals = createApprovals({
    state,
    clock,
    newId: () => String(++ids).padStart(32, "0"),
    subjectOf: () => now.subject,
    boundNow,
    onExpired: ({ id }) => expired.push(id),
  });
  return { clock, state, approvals, now, expired, bound: (hash) => ({ hash, ...boundNow() }) };
}

/** A request for the call with this hash, as things are now. */
export function requestIn(world: ApprovalWorld, hash: string, change: Partial<Request> = {}): Request {
  return {
    call: "model.release",
    input: "{}",
    bound: world.bound(hash),
    decided: {
      rule: "danger.release",
      reason: "It was held.",
      facts: [{ fact: "call", value: "model.release" }],
      changes: [],
      coolOffSeconds: 0,
      answerWithinSeconds: null,
    },
    sentence: "wants to release it.",
    name: null,
    risk: "It may be a bad one.",
    evidence: [],
    diff: [],
    caller: { via: "socket", session: "s" },
    subject: world.now.subject,
    execute: () => Promise.resolve(),
    ...change,
  };
}
