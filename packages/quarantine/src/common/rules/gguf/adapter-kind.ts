import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufAdapterKind = defineRule({
  id: "gguf.adapter-kind",
  severity: "low",
  asks: null,
  why: "The engine refuses kinds of adapter that it does not know.",
  remedy: NOTHING,
  refs: [],
});
