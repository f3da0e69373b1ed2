import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufChatTemplateType = defineRule({
  id: "gguf.chat-template-type",
  severity: "medium",
  asks: "hold",
  why: "Scanners look for a text here. Hidden in another kind of value, a template goes unread by them.",
  remedy: COMPARE,
  refs: ["CVE-2024-34359"],
});
