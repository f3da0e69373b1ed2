import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufValueType = defineRule({
  id: "gguf.value-type",
  severity: "high",
  asks: "refuse",
  why: "The number that says what kind of value follows means nothing, so neither does anything after it.",
  remedy: GET_AGAIN,
  refs: [],
});
