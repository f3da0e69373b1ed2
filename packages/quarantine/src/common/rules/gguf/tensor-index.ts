import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTensorIndex = defineRule({
  id: "gguf.tensor-index",
  severity: "critical",
  asks: "refuse",
  why: "Loaders take the number in this name as a position in memory and write there.",
  remedy: GET_AGAIN,
  refs: ["huntr: control vector index overflow"],
});
