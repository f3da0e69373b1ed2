import { defineRule } from "../define-rule.ts";

export const setIndexPath = defineRule({
  id: "set.index-path",
  severity: "critical",
  asks: "refuse",
  why: "A name that leads out of the folder makes loaders open another file than those that were checked.",
  remedy: "Do not load it. Get the folder from a publisher you trust.",
  refs: [],
});
