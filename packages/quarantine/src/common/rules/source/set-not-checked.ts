import { defineRule } from "../define-rule.ts";

export const sourceSetNotChecked = defineRule({
  id: "source.set-not-checked",
  severity: "medium",
  asks: "hold",
  why: "Files that were judged one by one may still not belong together.",
  remedy: "Import the parts one by one, or wait for a version that checks whole folders.",
  refs: [],
});
