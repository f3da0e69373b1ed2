import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatTflite = defineRule({
  id: "format.tflite",
  severity: "high",
  asks: "refuse",
  why: "Casemate has no parser that can vouch for this format.",
  remedy: SAFE_FORMAT,
  refs: [],
});
