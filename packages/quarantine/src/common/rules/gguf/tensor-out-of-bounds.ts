import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTensorOutOfBounds = defineRule({
  id: "gguf.tensor-out-of-bounds",
  severity: "critical",
  asks: "refuse",
  why: "A loader that believes this reads beyond the file, into memory that holds other things.",
  remedy: GET_AGAIN,
  refs: ["CVE-2026-7482"],
});
