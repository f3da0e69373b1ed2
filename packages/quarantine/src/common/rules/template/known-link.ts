import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const templateKnownLink = defineRule({
  id: "template.known-link",
  severity: "info",
  asks: null,
  why: "Some publishers name themselves with a link in the prompt. The model may repeat it.",
  remedy: NOTHING,
  refs: [],
});
