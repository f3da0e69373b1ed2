import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufAlignment = defineRule({
  id: "gguf.alignment",
  severity: "critical",
  asks: "refuse",
  why: "Every position is computed from this number. A wild one sends loaders outside the file.",
  remedy: GET_AGAIN,
  refs: ["llama.cpp PR 26318"],
});
