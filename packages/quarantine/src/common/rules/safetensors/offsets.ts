import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsOffsets = defineRule({
  id: "safetensors.offsets",
  severity: "critical",
  asks: "refuse",
  why: "Its end lies before its beginning.",
  remedy: GET_AGAIN,
  refs: [],
});
