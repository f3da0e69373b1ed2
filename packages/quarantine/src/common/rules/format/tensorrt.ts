import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatTensorrt = defineRule({
  id: "format.tensorrt",
  severity: "high",
  asks: "refuse",
  why: "A TensorRT engine is compiled code for one graphics card. It cannot be checked, only run.",
  remedy: SAFE_FORMAT,
  refs: [],
});
