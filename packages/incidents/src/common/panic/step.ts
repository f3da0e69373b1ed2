import type { PanicLevel, PanicStep, PanicStepId } from "@casemate/contract";

/** What was seen when a step's effect was looked at. */
export interface Seen {
  readonly state: "done" | "failed" | "absent";
  /** One sentence, at most 300 characters. */
  readonly detail: string;
}

/** How a step is done on this machine. Both may be called again after any interruption: they change nothing that is done already. */
export interface Act {
  /** What it throws does not end the panic: what counts is what is seen afterwards. */
  readonly act: () => void | Promise<void>;
  /** Looks at the effect itself, not at what `act` believed. */
  readonly see: () => Seen | Promise<Seen>;
}

/** A way of doing each step. */
export type Acts = Readonly<Record<PanicStepId, Act>>;

/** One step of a panic: which levels it belongs to, how long it may take and what its effect is worth. */
export interface StepDefinition {
  readonly id: PanicStepId;
  /** The lowest level that includes it. */
  readonly level: PanicLevel;
  readonly claim: PanicStep["claim"];
  /** Where what it destroys was kept, for the certificate. */
  readonly medium: string;
  /** What it does, for the certificate and the command line. */
  readonly does: string;
  /** While it failed the panic is not over: it goes on at the next start, and nothing can be unlocked before. */
  readonly critical?: true;
  /** Longest wait for it, in milliseconds. What hangs is left behind and shown as failed: the next step matters more. */
  readonly limitMs: number;
}
