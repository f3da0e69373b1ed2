import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufHyperparameter = defineRule({
  id: "gguf.hyperparameter",
  severity: "medium",
  asks: "hold",
  why: "Sizes that do not fit make engines stop or compute outside their memory.",
  remedy: COMPARE,
  refs: [],
});
