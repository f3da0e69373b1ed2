import { defineRule } from "../define-rule.ts";

export const ggufSplit = defineRule({
  id: "gguf.split",
  severity: "medium",
  asks: "hold",
  why: "A part of a model cannot be judged as the whole.",
  remedy: "Get all parts and import their folder.",
  refs: [],
});
