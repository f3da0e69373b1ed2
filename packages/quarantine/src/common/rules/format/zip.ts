import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatZip = defineRule({
  id: "format.zip",
  severity: "high",
  asks: "refuse",
  why: "An archive can hold anything, and two programs may see different contents in the same bytes.",
  remedy: SAFE_FORMAT,
  refs: [],
});
