import type { Severity } from "@casemate/contract";

/** What a finding of a rule asks for. `null`: it is told, and decides nothing. */
export type Ask = "refuse" | "hold" | null;

export interface Rule<Id extends string = string> {
  /** `family.name`, the name of its folder and file. Stable: reports, policies and people refer to it. */
  readonly id: Id;
  readonly severity: Severity;
  readonly asks: Ask;
  /** Why it matters: what could happen, one or two plain sentences. */
  readonly why: string;
  /** What the person can do about it, one or two plain sentences. */
  readonly remedy: string;
  /** CVE, GHSA or issue ids of known attacks of this shape; papers. */
  readonly refs: readonly string[];
}

/** Declares one rule. Add a line to `registry.ts`; a test compares folders and registry. */
export function defineRule<const Id extends string>(rule: Rule<Id>): Rule<Id> {
  return rule;
}
