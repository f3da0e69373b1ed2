import { defineRule } from "../define-rule.ts";

export const templateInvisible = defineRule({
  id: "template.invisible",
  severity: "low",
  asks: null,
  why: "A few characters without width are mostly left over from copying, but they can split a word that filters look for.",
  remedy: "Look at the template with these characters made visible.",
  refs: [],
});
