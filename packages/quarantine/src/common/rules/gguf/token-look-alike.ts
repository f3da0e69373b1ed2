import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufTokenLookAlike = defineRule({
  id: "gguf.token-look-alike",
  severity: "low",
  asks: null,
  why: "Text that reads like a control token can deceive a person, but does not steer the model by itself.",
  remedy: NOTHING,
  refs: [],
});
