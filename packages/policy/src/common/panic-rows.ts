import type { PolicyRow } from "./policy-row.ts";

/** Allowed in every state and to everybody but the approval page. */
export const PANIC_ROWS: readonly PolicyRow[] = [
  {
    // Whatever else does not work. Levels 2 and 3 check the phrase and the passphrase themselves, and never wait for the log.
    rule: "panic",
    calls: [
      "panic.lock",
      "panic.prepare",
      "panic.trigger",
      "panic.cancel",
      "panic.drill",
      "panic.drillReport",
      "panic.certificate",
    ],
    decision: "allow",
    reason: "Panic works when everything else does not.",
  },
];
