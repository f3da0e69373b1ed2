import { defineRule } from "../define-rule.ts";

export const formatGgufBigEndian = defineRule({
  id: "format.gguf-big-endian",
  severity: "high",
  asks: "refuse",
  why: "Its numbers are stored the other way round. Engines on this machine would misread every length.",
  remedy: "Get the little-endian file.",
  refs: [],
});
