import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatMxnet = defineRule({
  id: "format.mxnet",
  severity: "high",
  asks: "refuse",
  why: "Casemate has no parser that can vouch for this format, and its project has ended.",
  remedy: SAFE_FORMAT,
  refs: [],
});
