import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufKeyAlphabet = defineRule({
  id: "gguf.key-alphabet",
  severity: "low",
  asks: null,
  why: "The format allows plain Latin letters only. Letters of other scripts can look the same and make a key seem to be there.",
  remedy: COMPARE,
  refs: [],
});
