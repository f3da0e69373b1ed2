import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTokenizerLength = defineRule({
  id: "gguf.tokenizer-length",
  severity: "high",
  asks: "refuse",
  why: "Lists that belong together differ in length: loaders walk the longer one past the end of the shorter.",
  remedy: GET_AGAIN,
  refs: ["CVE-2025-49847"],
});
