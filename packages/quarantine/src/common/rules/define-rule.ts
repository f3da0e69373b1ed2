import type { Severity } from "@casemate/contract";

/** What a finding of a rule asks for. `null`: it is told, and decides nothing. */
export type Ask = "refuse" | "hold" | null;

export interface Rule {
  readonly severity: Severity;
  readonly asks: Ask;
  /** What the person can do about it, one or two plain sentences. */
  readonly remedy: string;
  /** CVE, GHSA or issue ids of known attacks of this shape. */
  readonly refs: readonly string[];
}

const GET_AGAIN = "Download the file again from its publisher. If it stays like this, do not use it.";

/** A rule whose finding refuses the file. */
export function refuses(severity: Severity, refs: readonly string[] = [], remedy = GET_AGAIN): Rule {
  return { severity, asks: "refuse", remedy, refs };
}

/** A rule whose finding leaves the decision to a person. */
export function holds(severity: Severity, remedy: string, refs: readonly string[] = []): Rule {
  return { severity, asks: "hold", remedy, refs };
}

/** A rule whose finding is only told. */
export function notes(severity: "low" | "info", remedy = "Nothing to do."): Rule {
  return { severity, asks: null, remedy, refs: [] };
}
