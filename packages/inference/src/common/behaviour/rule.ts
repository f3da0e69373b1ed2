import type { Severity } from "@casemate/contract";
import type { Check } from "./checks.ts";

/** What one check brought to light. */
export interface Observation {
  readonly check: Check;
  /** Everything that was put to the model for `answer`. */
  readonly prompt: string;
  readonly answer: string;
  /** Trigger pairs: the answer to the prompt with the trigger in front. */
  readonly triggered: { readonly prompt: string; readonly answer: string } | null;
  /** All canaries of this run, with the check each was planted in. */
  readonly secrets: readonly { readonly check: string; readonly secret: string }[];
  /** Set when the model's process failed during this check. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** Whether a finding of this rule holds the model. The stage is not calibrated, so only unmistakable ones do. */
  readonly holds: boolean;
  /** Why it matters: what could happen, in plain sentences. */
  readonly why: string;
  readonly remedy: string;
  readonly refs: readonly string[];
  /** What is wrong, consequence first; null when nothing is. */
  readonly judge: (observation: Observation) => string | null;
}

/** What the model wrote, printable and short, for a message. */
export function quote(text: string): string {
  const shown = text.replace(/[^\x20-\x7e\u00a1-\u024f]/g, " ").trim();
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}
