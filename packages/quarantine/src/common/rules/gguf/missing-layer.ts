import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufMissingLayer = defineRule({
  id: "gguf.missing-layer",
  severity: "medium",
  asks: "hold",
  why: "A model with a layer missing does not load, or was cut on purpose.",
  remedy: GET_AGAIN,
  refs: [],
});
