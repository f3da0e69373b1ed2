import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTruncatedHeader = defineRule({
  id: "gguf.truncated-header",
  severity: "high",
  asks: "refuse",
  why: "The first 24 bytes say how to read everything else. Without them nothing can be trusted.",
  remedy: GET_AGAIN,
  refs: [],
});
