import { defineRule } from "../define-rule.ts";

export const ggufTextDamage = defineRule({
  id: "gguf.text-damage",
  severity: "high",
  asks: "refuse",
  why: "A model with replaced bytes is not the model that was published, even where it still loads.",
  remedy: "Get the file again as a binary download.",
  refs: [],
});
