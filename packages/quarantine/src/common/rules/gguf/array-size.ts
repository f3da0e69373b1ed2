import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufArraySize = defineRule({
  id: "gguf.array-size",
  severity: "critical",
  asks: "refuse",
  why: "Elements times size goes beyond the file. Loaders that multiply in 64 bits wrap around and write past their buffer.",
  remedy: GET_AGAIN,
  refs: ["CVE-2024-21825", "llama.cpp PR 27188"],
});
