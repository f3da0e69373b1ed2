import { defineRule } from "../define-rule.ts";

export const setUnlisted = defineRule({
  id: "set.unlisted",
  severity: "info",
  asks: null,
  why: "Loaders that go by the index do not open it.",
  remedy: "Nothing to do, unless you expected it to be part of the model.",
  refs: [],
});
