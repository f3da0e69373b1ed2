import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufControlLookAlike = defineRule({
  id: "gguf.control-look-alike",
  severity: "high",
  asks: "hold",
  why: "A second control token that reads like the first gets past people and filters that look for the first.",
  remedy: COMPARE,
  refs: [],
});
