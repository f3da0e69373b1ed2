import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufTooMany = defineRule({
  id: "gguf.too-many",
  severity: "medium",
  asks: "hold",
  why: "No known model has this many parts. Reading them all costs memory and time that somebody may want you to spend.",
  remedy: COMPARE,
  refs: [],
});
