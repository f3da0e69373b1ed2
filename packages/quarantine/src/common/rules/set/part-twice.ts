import { defineRule } from "../define-rule.ts";

export const setPartTwice = defineRule({
  id: "set.part-twice",
  severity: "high",
  asks: "refuse",
  why: "Of two files for one place, one is checked and the other may be loaded.",
  remedy: "Keep one of the two. Get the folder again from its publisher when you cannot tell which.",
  refs: [],
});
