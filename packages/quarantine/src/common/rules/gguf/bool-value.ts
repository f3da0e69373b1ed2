import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufBoolValue = defineRule({
  id: "gguf.bool-value",
  severity: "medium",
  asks: "hold",
  why: "A truth value that is neither 0 nor 1 is read differently by different programs.",
  remedy: COMPARE,
  refs: [],
});
