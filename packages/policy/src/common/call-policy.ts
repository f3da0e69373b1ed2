import type { Caller } from "@casemate/contract";

/** One rule of a person's call policy. It can only make a decision stricter. */
export interface CallRule {
  readonly id: string;
  readonly calls: ReadonlySet<string>;
  /** null: from everybody. */
  readonly from: ReadonlySet<string> | null;
  readonly decision: "ask" | "deny";
  readonly coolOffSeconds: number;
  readonly answerWithinSeconds: number | null;
  /** In the person's own words; null for ours. */
  readonly reason: string | null;
}

/** At most so many of these calls from one kind of caller, together. */
export interface CallLimit {
  readonly id: string;
  readonly calls: ReadonlySet<string>;
  readonly from: ReadonlySet<string> | null;
  readonly atMost: number;
  readonly inSeconds: number;
}

export type CallPolicy =
  | {
      readonly state: "none";
      readonly rules: readonly [];
      readonly limits: readonly [];
      readonly canonical: "";
    }
  | {
      readonly state: "file";
      readonly rules: readonly CallRule[];
      readonly limits: readonly CallLimit[];
      /** What the file says, in one spelling: part of the policy's digest. */
      readonly canonical: string;
    }
  | {
      readonly state: "broken";
      readonly rules: readonly [];
      readonly limits: readonly [];
      /** One sentence: what is wrong with the file and what to do. */
      readonly reason: string;
      readonly canonical: "broken";
    };

export const NO_CALL_POLICY: CallPolicy = { state: "none", rules: [], limits: [], canonical: "" };

export const VIAS = [
  "window",
  "browser",
  "approval",
  "socket",
  "in-process",
] as const satisfies readonly Caller["via"][];

/** A file that cannot be read must not count as no file. */
export function brokenCallPolicy(problem: string): CallPolicy {
  return {
    state: "broken",
    rules: [],
    limits: [],
    reason: `Your call policy cannot be read, so nothing that acts is allowed. ${problem}`.slice(0, 1000),
    canonical: "broken",
  };
}
