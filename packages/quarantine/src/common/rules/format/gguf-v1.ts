import { defineRule } from "../define-rule.ts";

export const formatGgufV1 = defineRule({
  id: "format.gguf-v1",
  severity: "high",
  asks: "refuse",
  why: "Version 1 has 32-bit lengths and has not been written since August 2023. Readers that still accept it do not check it well.",
  remedy: "Convert the model again with a current converter.",
  refs: ["GO-2025-3557"],
});
