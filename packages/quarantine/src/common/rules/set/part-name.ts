import { defineRule } from "../define-rule.ts";

export const setPartName = defineRule({
  id: "set.part-name",
  severity: "low",
  asks: null,
  why: "Loaders find the parts by their names, with a number counted from one.",
  remedy: "Give the files the names that their publisher gave them.",
  refs: [],
});
