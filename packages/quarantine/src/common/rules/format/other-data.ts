import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatOtherData = defineRule({
  id: "format.other-data",
  severity: "high",
  asks: "refuse",
  why: "Only GGUF and safetensors hold nothing but numbers and text that can be checked in full.",
  remedy: SAFE_FORMAT,
  refs: [],
});
