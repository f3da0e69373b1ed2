import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufMetadataCut = defineRule({
  id: "gguf.metadata-cut",
  severity: "high",
  asks: "refuse",
  why: "The list of settings ends in the middle. What follows would be read as something it is not.",
  remedy: GET_AGAIN,
  refs: [],
});
