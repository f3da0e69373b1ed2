import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const limitMoreFindings = defineRule({
  id: "limit.more-findings",
  severity: "info",
  asks: null,
  why: "A file that breaks this many rules is not worth counting further.",
  remedy: NOTHING,
  refs: [],
});
