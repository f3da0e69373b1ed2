import { defineRule } from "../define-rule.ts";

export const templateHiddenText = defineRule({
  id: "template.hidden-text",
  severity: "high",
  asks: "hold",
  why: "Models read characters that no screen shows. What they are told that way nobody else sees.",
  remedy:
    "Look at the template with these characters made visible, and compare with the publisher's original.",
  refs: ["CVE-2021-42574"],
});
