import { defineRule } from "../define-rule.ts";

export const setPartNumber = defineRule({
  id: "set.part-number",
  severity: "high",
  asks: "refuse",
  why: "The number says which part this is. One outside the set belongs to no model.",
  remedy: "Get the files again from their publisher.",
  refs: [],
});
