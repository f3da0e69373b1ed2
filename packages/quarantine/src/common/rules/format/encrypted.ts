import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatEncrypted = defineRule({
  id: "format.encrypted",
  severity: "high",
  asks: "refuse",
  why: "What is encrypted cannot be checked before it is used.",
  remedy: SAFE_FORMAT,
  refs: [],
});
