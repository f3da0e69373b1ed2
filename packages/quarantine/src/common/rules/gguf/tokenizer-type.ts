import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTokenizerType = defineRule({
  id: "gguf.tokenizer-type",
  severity: "critical",
  asks: "refuse",
  why: "Loaders read this list as numbers of a fixed size without asking. Smaller elements make them read beyond it.",
  remedy: GET_AGAIN,
  refs: ["llama.cpp PR 26690"],
});
