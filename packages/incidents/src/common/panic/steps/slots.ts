import type { StepDefinition } from "../step.ts";

/** Before the keychain: a keychain can hang, and this cannot. */
export const slots: StepDefinition = {
  id: "slots",
  level: 2,
  claim: "best_effort",
  medium: "file vault/header, both copies",
  does: "Overwrite every way into the vault but the recovery words.",
  critical: true,
  limitMs: 1_000,
};
