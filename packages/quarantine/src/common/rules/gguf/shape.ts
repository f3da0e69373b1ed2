import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufShape = defineRule({
  id: "gguf.shape",
  severity: "medium",
  asks: "hold",
  why: "Engines that trust the stated sizes read or write past the end of the tensor.",
  remedy: COMPARE,
  refs: [],
});
