import { defineRule } from "../define-rule.ts";

export const setTotalSize = defineRule({
  id: "set.total-size",
  severity: "info",
  asks: null,
  why: "Some publishers' tools count otherwise. Loaders use the number for progress only.",
  remedy: "Nothing to do.",
  refs: [],
});
