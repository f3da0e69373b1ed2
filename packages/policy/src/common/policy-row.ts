import type { AppContract, Caller, CallName, Risk } from "@casemate/contract";
import type { Condition } from "./conditions.ts";

export type Decision = "allow" | "ask" | "deny";

/** One line of the policy. A row holds when every part that it names holds. */
export interface PolicyRow {
  readonly rule: string;
  /** The calls it speaks of; "*" for all, unknown ones included. */
  readonly calls: readonly CallName<AppContract>[] | "*";
  readonly risk?: Risk;
  readonly via?: readonly Caller["via"][];
  readonly when?: Condition;
  readonly decision: Decision;
  /** For "ask": the request can be granted only this many seconds after it was made. */
  readonly coolOffSeconds?: number;
  /** One plain sentence for the person who is told no, or asked. */
  readonly reason: string;
}
