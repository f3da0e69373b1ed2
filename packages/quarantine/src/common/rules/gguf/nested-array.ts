import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufNestedArray = defineRule({
  id: "gguf.nested-array",
  severity: "high",
  asks: "refuse",
  why: "Lists inside lists are not part of the format; readers follow them without a limit.",
  remedy: GET_AGAIN,
  refs: ["llama.cpp issue 19856"],
});
