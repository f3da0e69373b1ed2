import { defineRule } from "../define-rule.ts";

export const formatSavedState = defineRule({
  id: "format.saved-state",
  severity: "critical",
  asks: "refuse",
  why: "A saved state is a memory image. Loaders copy it into place without checking it.",
  remedy: "Delete it. Never load a saved state that someone else made.",
  refs: ["CVE-2026-43629"],
});
