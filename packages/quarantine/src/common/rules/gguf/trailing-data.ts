import { defineRule } from "../define-rule.ts";

export const ggufTrailingData = defineRule({
  id: "gguf.trailing-data",
  severity: "medium",
  asks: "hold",
  why: "What comes after the model is read by no engine, so it is there for something else.",
  remedy: "The extra bytes are not part of the model. Ask the publisher what they are, or take a clean copy.",
  refs: [],
});
