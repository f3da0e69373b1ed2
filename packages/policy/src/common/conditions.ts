import type { Caller, Risk, State } from "@casemate/contract";

/** What a decision may depend on. All of it comes from the supervisor, nothing from the message. */
export interface Question {
  readonly via: Caller["via"];
  /** Name of the call, as it came in. */
  readonly call: string;
  readonly risk: Risk;
  readonly vault: State["vault"]["state"];
  readonly ledger: State["ledger"]["state"];
  /** For a grant: the call that would run. */
  readonly grants?: string | null;
  /** An open incident freezes what runs a model or lets something in. */
  readonly frozen?: boolean;
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
  "frozen by an incident": ({ frozen }) => frozen === true,
  "ledger not damaged": ({ ledger }) => ledger !== "damaged",
} as const satisfies Record<string, (question: Question) => boolean>;

export type Condition = keyof typeof CONDITIONS;
