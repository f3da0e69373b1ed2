import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatEncoded = defineRule({
  id: "format.encoded",
  severity: "high",
  asks: "refuse",
  why: "Files that are spelled out as text pass checks that look at their first bytes.",
  remedy: SAFE_FORMAT,
  refs: [],
});
