import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsHeaderJson = defineRule({
  id: "safetensors.header-json",
  severity: "high",
  asks: "refuse",
  why: "The description is not the plain JSON that the format asks for; readers may understand it differently.",
  remedy: GET_AGAIN,
  refs: [],
});
