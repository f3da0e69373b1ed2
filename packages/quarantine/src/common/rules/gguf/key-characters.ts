import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufKeyCharacters = defineRule({
  id: "gguf.key-characters",
  severity: "medium",
  asks: "hold",
  why: "Names outside the format's alphabet can look like others, and scanners and loaders may disagree about them.",
  remedy: COMPARE,
  refs: [],
});
