import { defineRule } from "../define-rule.ts";

export const ggufArchitecture = defineRule({
  id: "gguf.architecture",
  severity: "medium",
  asks: "hold",
  why: "The name decides which code reads the file.",
  remedy: "Convert the model again with a current converter, or ask the publisher for a current file.",
  refs: [],
});
