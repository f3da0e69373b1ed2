import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufDescriptionType = defineRule({
  id: "gguf.description-type",
  severity: "low",
  asks: null,
  why: "No engine needs it, but programs that show or sort models expect another kind of value.",
  remedy: COMPARE,
  refs: [],
});
