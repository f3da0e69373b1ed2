import * as z from "zod";
import { Sha256 } from "./common.ts";

/** What a decision about a call can rest on. All of it comes from the supervisor, nothing from the message. */
export const FactName = z.enum(["call", "risk", "caller", "vault", "log", "frozen", "policy"]);
export type FactName = z.output<typeof FactName>;

/** One of the facts that decided: with another value the decision would be another. */
export const DecisionFact = z.strictObject({ fact: FactName, value: z.string().max(80) });
export type DecisionFact = z.output<typeof DecisionFact>;

/** What would change a decision: with `fact` at one of `to`, and everything else as it is, it would be this milder one. */
export const DecisionChange = z.strictObject({
  fact: FactName,
  to: z.array(z.string().max(80)).min(1).max(8),
  decision: z.enum(["allow", "ask"]),
});
export type DecisionChange = z.output<typeof DecisionChange>;

/** One call, as the policy decides about it at this moment, and why. */
export const CallDecision = z.strictObject({
  call: z.string().max(64),
  decision: z.enum(["allow", "ask", "deny"]),
  rule: z.string().max(80),
  reason: z.string().max(1000),
  facts: z.array(DecisionFact).max(7),
  changes: z.array(DecisionChange).max(10),
  /** A request can be granted only this long after it was made; 0: at once. */
  coolOffSeconds: z.int().nonnegative(),
  /** A request that nobody answers is denied after this; null: it waits. */
  answerWithinSeconds: z.int().positive().nullable(),
});
export type CallDecision = z.output<typeof CallDecision>;

/** What the person's own call policy came to, and whether calls are frozen. "broken": it cannot be read, and nothing that acts is allowed. */
export const CallPolicySlice = z.strictObject({
  state: z.enum(["none", "file", "broken"]),
  /** SHA-256 over Casemate's rows and the person's file: which policy is in force. */
  digest: Sha256,
  /** Why it is broken, in one sentence. */
  error: z.string().max(1000).nullable(),
  rules: z.int().nonnegative(),
  limits: z.int().nonnegative(),
  /** Why calls are frozen, in one sentence; null while they are not. */
  frozen: z.string().max(500).nullable(),
});
export type CallPolicySlice = z.output<typeof CallPolicySlice>;
