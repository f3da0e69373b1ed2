import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsSizeOverflow = defineRule({
  id: "safetensors.size-overflow",
  severity: "critical",
  asks: "refuse",
  why: "Its sizes multiply beyond what can be counted exactly. Loaders wrap around.",
  remedy: GET_AGAIN,
  refs: [],
});
