import { defineRule } from "../define-rule.ts";

export const formatArchive = defineRule({
  id: "format.archive",
  severity: "high",
  asks: "refuse",
  why: "An archive hides what is inside from every check made on the outside.",
  remedy: "Unpack it, then import the GGUF or safetensors file inside.",
  refs: [],
});
