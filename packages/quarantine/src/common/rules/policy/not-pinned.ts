import { defineRule } from "../define-rule.ts";

export const policyNotPinned = defineRule({
  id: "policy.not-pinned",
  severity: "high",
  asks: "refuse",
  why: "Your policy admits only files that were pinned.",
  remedy: "Pin the file's SHA-256 if it is meant, then inspect it again.",
  refs: [],
});
