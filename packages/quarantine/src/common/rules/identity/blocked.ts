import { defineRule } from "../define-rule.ts";

export const identityBlocked = defineRule({
  id: "identity.blocked",
  severity: "critical",
  asks: "refuse",
  why: "Somebody you trust has named exactly these bytes as harmful.",
  remedy: "Delete the file. It is on your block list.",
  refs: [],
});
