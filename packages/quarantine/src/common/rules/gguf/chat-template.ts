import { defineRule } from "../define-rule.ts";

export const ggufChatTemplate = defineRule({
  id: "gguf.chat-template",
  severity: "info",
  asks: null,
  why: "The template decides what the model is really told. A small change in it can turn a sound model around.",
  remedy: "Read it in the template view. Casemate read it without running it.",
  refs: [],
});
