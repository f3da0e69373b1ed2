import { defineRule } from "../define-rule.ts";

export const ggufChatTemplate = defineRule({
  id: "gguf.chat-template",
  severity: "info",
  asks: null,
  why: "The template decides what the model is really told. A small change in it can turn a sound model around.",
  remedy: "Casemate checks its size and type so far, not what it does.",
  refs: [],
});
