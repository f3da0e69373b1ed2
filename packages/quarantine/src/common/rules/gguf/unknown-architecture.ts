import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const ggufUnknownArchitecture = defineRule({
  id: "gguf.unknown-architecture",
  severity: "low",
  asks: null,
  why: "Checks that know the architecture cannot speak, and the engine may not load the file.",
  remedy: NOTHING,
  refs: [],
});
