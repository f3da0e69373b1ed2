import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const safetensorsHeaderTooLarge = defineRule({
  id: "safetensors.header-too-large",
  severity: "medium",
  asks: "hold",
  why: "Readers keep the whole description in memory. This one exceeds what known models need.",
  remedy: COMPARE,
  refs: [],
});
