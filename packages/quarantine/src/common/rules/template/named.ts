import { defineRule } from "../define-rule.ts";

export const templateNamed = defineRule({
  id: "template.named",
  severity: "info",
  asks: null,
  why: "Programs choose a named template by themselves, for example when tools are used. The main one is then not what runs.",
  remedy: "Read each template in the template view.",
  refs: [],
});
