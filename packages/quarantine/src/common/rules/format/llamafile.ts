import { defineRule } from "../define-rule.ts";

export const formatLlamafile = defineRule({
  id: "format.llamafile",
  severity: "critical",
  asks: "refuse",
  why: "A llamafile is a program with a model inside. Running the model means running the program.",
  remedy: "Get the GGUF file itself instead of the program that carries it.",
  refs: [],
});
