import { defineRule } from "../define-rule.ts";

export const provenanceUnsigned = defineRule({
  id: "provenance.unsigned",
  severity: "info",
  asks: null,
  why: "Nobody vouches for the file. That is usual today, and says nothing bad about it.",
  remedy: "If the publisher lists a SHA-256, compare it with the one shown here.",
  refs: [],
});
