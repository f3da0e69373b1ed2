import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufDimensionCount = defineRule({
  id: "gguf.dimension-count",
  severity: "critical",
  asks: "refuse",
  why: "Loaders keep four sizes for a tensor. More are written past that place.",
  remedy: GET_AGAIN,
  refs: [],
});
