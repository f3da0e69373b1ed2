import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatUnknown = defineRule({
  id: "format.unknown",
  severity: "high",
  asks: "refuse",
  why: "What cannot be named cannot be checked.",
  remedy: SAFE_FORMAT,
  refs: [],
});
