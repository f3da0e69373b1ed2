import { defineRule } from "../define-rule.ts";

export const templateAddedMessage = defineRule({
  id: "template.added-message",
  severity: "low",
  asks: null,
  why: "A message that the template adds speaks with the authority of its role, and nobody sees it in the chat.",
  remedy: "Read the message in the template view.",
  refs: ["arXiv:2602.04653"],
});
