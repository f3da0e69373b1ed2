import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufChatTemplateSize = defineRule({
  id: "gguf.chat-template-size",
  severity: "medium",
  asks: "hold",
  why: "Templates of known models are far shorter. Length hides things.",
  remedy: COMPARE,
  refs: ["CVE-2024-34359"],
});
