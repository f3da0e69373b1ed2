import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateNoConversation = defineRule({
  id: "template.no-conversation",
  severity: "medium",
  asks: "hold",
  why: "Such a template always says the same thing to the model.",
  remedy: COMPARE,
  refs: [],
});
