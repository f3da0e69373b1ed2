import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufTokenUtf8 = defineRule({
  id: "gguf.token-utf8",
  severity: "low",
  asks: null,
  why: "Some vocabularies store raw bytes. They are shown, and decide nothing.",
  remedy: NOTHING,
  refs: [],
});
