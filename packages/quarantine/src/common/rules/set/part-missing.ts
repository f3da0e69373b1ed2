import { defineRule } from "../define-rule.ts";

export const setPartMissing = defineRule({
  id: "set.part-missing",
  severity: "high",
  asks: "hold",
  why: "Without all of its parts a model was not checked as a whole and does not load.",
  remedy: "Get the missing files from the same publisher and give all of them together.",
  refs: [],
});
