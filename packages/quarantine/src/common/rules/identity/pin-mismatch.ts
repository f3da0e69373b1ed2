import { defineRule } from "../define-rule.ts";

export const identityPinMismatch = defineRule({
  id: "identity.pin-mismatch",
  severity: "critical",
  asks: "refuse",
  why: "Somebody pinned a file of this name, and these are other bytes: it may have been exchanged.",
  remedy: "Compare with the publisher. If the new file is right, replace the pin and inspect again.",
  refs: [],
});
