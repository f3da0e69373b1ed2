import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsHeaderLength = defineRule({
  id: "safetensors.header-length",
  severity: "critical",
  asks: "refuse",
  why: "The first eight bytes say how long the description is. Beyond the file, nothing can be trusted.",
  remedy: GET_AGAIN,
  refs: [],
});
