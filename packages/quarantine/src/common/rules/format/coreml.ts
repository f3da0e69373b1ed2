import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatCoreml = defineRule({
  id: "format.coreml",
  severity: "high",
  asks: "refuse",
  why: "Core ML models can name custom layers, which are code of the program that loads them.",
  remedy: SAFE_FORMAT,
  refs: [],
});
