import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsTrailingData = defineRule({
  id: "safetensors.trailing-data",
  severity: "high",
  asks: "refuse",
  why: "What comes after the last tensor is read by no loader, so it is there for something else.",
  remedy: GET_AGAIN,
  refs: [],
});
