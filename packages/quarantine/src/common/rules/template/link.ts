import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const templateLink = defineRule({
  id: "template.link",
  severity: "medium",
  asks: "hold",
  why: "An address in every prompt ends up in answers. That is how a changed template advertises or lures.",
  remedy: COMPARE,
  refs: ["arXiv:2602.04653"],
});
