import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufStringLength = defineRule({
  id: "gguf.string-length",
  severity: "critical",
  asks: "refuse",
  why: "A text longer than the file makes loaders ask for memory without end, or add one to a length and wrap to zero.",
  remedy: GET_AGAIN,
  refs: ["CVE-2024-23496", "llama.cpp issue 19003"],
});
