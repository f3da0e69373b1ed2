import { defineRule } from "../define-rule.ts";

export const safetensorsControlCharacters = defineRule({
  id: "safetensors.control-characters",
  severity: "low",
  asks: null,
  why: "Invisible characters can make a text read differently from what it is.",
  remedy: "Look at the text as it is shown here, with these characters made visible.",
  refs: [],
});
