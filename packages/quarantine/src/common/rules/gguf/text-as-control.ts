import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufTextAsControl = defineRule({
  id: "gguf.text-as-control",
  severity: "low",
  asks: null,
  why: "Engines leave control tokens out of what they show, so words can disappear from answers.",
  remedy: NOTHING,
  refs: [],
});
