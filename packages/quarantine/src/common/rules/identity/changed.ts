import { defineRule } from "../define-rule.ts";

export const identityChanged = defineRule({
  id: "identity.changed",
  severity: "high",
  asks: "hold",
  why: "A file that changes while it is read was not checked as a whole.",
  remedy: "Close whatever is writing to the file, then scan again.",
  refs: [],
});
