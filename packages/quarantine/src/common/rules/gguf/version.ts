import { defineRule } from "../define-rule.ts";

export const ggufVersion = defineRule({
  id: "gguf.version",
  severity: "medium",
  asks: "hold",
  why: "Another version may place its fields elsewhere. Checking it by the rules of a known one would prove nothing.",
  remedy: "Convert the model again with a current converter, or ask the publisher for a current file.",
  refs: [],
});
