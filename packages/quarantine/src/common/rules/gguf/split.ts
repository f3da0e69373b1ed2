import { defineRule } from "../define-rule.ts";

export const ggufSplit = defineRule({
  id: "gguf.split",
  severity: "medium",
  asks: "hold",
  why: "A part of a model cannot be judged as the whole.",
  remedy:
    "Scan all parts together: casemate scan with their folder. Models in several files cannot be imported yet.",
  refs: [],
});
