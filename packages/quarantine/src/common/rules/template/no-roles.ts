import { defineRule } from "../define-rule.ts";

export const templateNoRoles = defineRule({
  id: "template.no-roles",
  severity: "info",
  asks: null,
  why: "A model that cannot tell who is speaking follows orders from any text.",
  remedy: "Nothing to do for a model that only completes or translates text.",
  refs: [],
});
