import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufControlAsText = defineRule({
  id: "gguf.control-as-text",
  severity: "low",
  asks: null,
  why: "Engines that believe the mark let such a token through from what users type.",
  remedy: NOTHING,
  refs: [],
});
