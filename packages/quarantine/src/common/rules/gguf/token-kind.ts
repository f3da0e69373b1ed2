import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufTokenKind = defineRule({
  id: "gguf.token-kind",
  severity: "medium",
  asks: "hold",
  why: "Engines index by the kind of a token.",
  remedy: COMPARE,
  refs: [],
});
