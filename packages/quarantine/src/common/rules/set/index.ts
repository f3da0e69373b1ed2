import { defineRule } from "../define-rule.ts";

export const setIndex = defineRule({
  id: "set.index",
  severity: "medium",
  asks: "hold",
  why: "Loaders find each tensor by this list. What it says could not be read with certainty.",
  remedy: "Get the index file again from its publisher.",
  refs: [],
});
