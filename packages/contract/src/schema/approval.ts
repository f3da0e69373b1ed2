import * as z from "zod";
import { Id, Sha256, Time } from "./common.ts";
import { DecisionChange, DecisionFact } from "./decision.ts";

/** Longest canonical arguments that can be asked about, in characters: a person must be able to read all of them. */
export const MAX_APPROVAL_INPUT = 10_000;
/** A granted permission is used within this time, or it is gone; in seconds. */
export const TICKET_SECONDS = 60;

/** One thing that would be another afterwards. `null`: it is not there. */
export const ApprovalChange = z.strictObject({
  what: z.string().max(200),
  before: z.string().max(1000).nullable(),
  after: z.string().max(1000).nullable(),
});
export type ApprovalChange = z.output<typeof ApprovalChange>;

/** A dangerous call that waits for a person: everything that they need to decide, from the supervisor's own data. */
export const Approval = z.strictObject({
  id: Id,
  call: z.string().max(64),
  /** "Casemate's command line wants to release model X that was held for 2 reasons." */
  sentence: z.string().max(1000),
  /** What it is about, where that has a name: a model's. For a sentence in the person's language. */
  name: z.string().max(300).nullable(),
  /** What happens if the answer is wrong. */
  risk: z.string().max(500),
  /** The full arguments, canonical JSON (RFC 8785). */
  input: z.string().max(MAX_APPROVAL_INPUT),
  /** What would be another afterwards; empty when nothing here changes. */
  diff: z.array(ApprovalChange).max(20),
  /** What is known about the subject. A new baseline shows everything that would no longer be told. */
  evidence: z.array(z.string().max(1000)).max(250),
  rule: z.string().max(80),
  /** Why the rule asks. */
  reason: z.string().max(1000),
  /** Facts on which the decision rests, and single changes after which it would not ask. */
  facts: z.array(DecisionFact).max(7),
  changes: z.array(DecisionChange).max(10),
  requestedBy: z.string().max(80),
  via: z.enum(["window", "approval", "browser", "socket", "in-process"]),
  requestedAt: Time,
  /** What the request is bound to beside call and arguments: another policy or another log voids it. `size`: records of the log at that time. */
  policy: Sha256,
  log: z.strictObject({ id: z.string().max(64).nullable(), size: z.int().nonnegative() }),
  /** Cool-off: it can be granted only from then on. null: at once. */
  grantableFrom: Time.nullable(),
  /** Unanswered, it is denied then. null: it waits until Casemate ends. */
  expiresAt: Time.nullable(),
  state: z.enum(["pending", "granted", "denied", "void", "failed"]),
  /** For ended ones: what came of it. */
  outcome: z.string().max(1000).nullable(),
});
export type Approval = z.output<typeof Approval>;
