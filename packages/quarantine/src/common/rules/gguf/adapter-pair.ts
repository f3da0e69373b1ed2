import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufAdapterPair = defineRule({
  id: "gguf.adapter-pair",
  severity: "medium",
  asks: "hold",
  why: "Half a pair or two halves that do not meet make engines stop or read past the end.",
  remedy: COMPARE,
  refs: [],
});
