import { defineRule } from "../define-rule.ts";

export const identityDigestMismatch = defineRule({
  id: "identity.digest-mismatch",
  severity: "critical",
  asks: "refuse",
  why: "What would be admitted is not what arrived.",
  remedy: "The stored bytes are not those that were received. Check the disk, then import again.",
  refs: [],
});
