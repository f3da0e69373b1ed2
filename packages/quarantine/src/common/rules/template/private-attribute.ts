import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templatePrivateAttribute = defineRule({
  id: "template.private-attribute",
  severity: "medium",
  asks: "hold",
  why: "Names that begin with an underscore belong to the program that runs the template.",
  remedy: COMPARE,
  refs: ["CVE-2024-34359"],
});
