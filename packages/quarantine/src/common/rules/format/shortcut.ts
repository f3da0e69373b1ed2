import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatShortcut = defineRule({
  id: "format.shortcut",
  severity: "critical",
  asks: "refuse",
  why: "A shortcut starts a program or opens a page of its maker's choice when it is opened.",
  remedy: SAFE_FORMAT,
  refs: [],
});
