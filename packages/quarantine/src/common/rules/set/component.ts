import { defineRule } from "../define-rule.ts";

export const setComponent = defineRule({
  id: "set.component",
  severity: "medium",
  asks: "hold",
  why: "Image programs load the class that stands here. One from elsewhere is code that nobody here has looked at.",
  remedy: "Use the model only if you know the library that is named here.",
  refs: [],
});
