import { defineRule } from "../define-rule.ts";

export const ggufControlCharacters = defineRule({
  id: "gguf.control-characters",
  severity: "low",
  asks: null,
  why: "Invisible characters can make a text read differently from what it is.",
  remedy: "Look at the text as it is shown here, with these characters made visible.",
  refs: [],
});
