import { defineRule } from "../define-rule.ts";

export const formatSideFile = defineRule({
  id: "format.side-file",
  severity: "medium",
  asks: "hold",
  why: "Programs read settings and prompts from such files, so they can change what a sound model does.",
  remedy: "Compare with the publisher's folder before you release it.",
  refs: [],
});
