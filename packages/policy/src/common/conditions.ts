import type { Caller, Risk, State } from "@casemate/contract";
import { WHILE_FROZEN } from "./standing.ts";

/** What a decision may depend on. All of it comes from the supervisor, nothing from the message. */
export interface Question {
  readonly via: Caller["via"];
  /** Name of the call, as it came in. */
  readonly call: string;
  readonly risk: Risk;
  readonly vault: State["vault"]["state"];
  readonly ledger: State["ledger"]["state"];
  /** Containment of an incident has stopped everything that acts, except the way out. */
  readonly frozen: boolean;
  /** For a grant: the call that would run. */
  readonly grants?: string | null;
}

/** The conditions that a row may name. Rows are data, so that they can be printed and digested. */
export const CONDITIONS = {
  "vault not unlocked": ({ vault }) => vault !== "unlocked",
  "vault absent": ({ vault }) => vault === "absent",
  "vault present and not unlocked": ({ vault }) => vault !== "unlocked" && vault !== "absent",
  /** "starting" too: what is not known to be writable is not. */
  "ledger not writable": ({ ledger }) => ledger !== "ok",
  /** The one dangerous act that a damaged log must not keep from running is the one that sets it aside. */
  "ledger not writable, and not its recovery": ({ ledger, grants }) =>
    ledger !== "ok" && !(ledger === "damaged" && grants === "audit.recover"),
  "ledger not damaged": ({ ledger }) => ledger !== "damaged",
  "calls frozen, and not the way out": ({ frozen, risk, call }) =>
    frozen && risk !== "read" && !isWayOut(call),
  "calls frozen, and not for the way out": ({ frozen, grants }) => frozen && !isWayOut(grants ?? ""),
} as const satisfies Record<string, (question: Question) => boolean>;

export type Condition = keyof typeof CONDITIONS;

function isWayOut(call: string): boolean {
  return WHILE_FROZEN.some((one) => one === call);
}
