import { defineRule } from "../define-rule.ts";

export const identityPinned = defineRule({
  id: "identity.pinned",
  severity: "info",
  asks: null,
  why: "A pin says that exactly these bytes were meant.",
  remedy: "Nothing to do.",
  refs: [],
});
