import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatTreeModel = defineRule({
  id: "format.tree-model",
  severity: "high",
  asks: "refuse",
  why: "Loaders of such models trust the sizes and links in the file; wrong ones are memory errors.",
  remedy: SAFE_FORMAT,
  refs: [],
});
