import { defineRule } from "../define-rule.ts";

export const weightsNotANumber = defineRule({
  id: "weights.not-a-number",
  severity: "medium",
  asks: "hold",
  why: "One such value spreads through every computation that touches it.",
  remedy:
    "A sound model has no such values. Compare with the publisher's original file before you release it.",
  refs: [],
});
