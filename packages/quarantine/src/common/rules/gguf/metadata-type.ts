import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufMetadataType = defineRule({
  id: "gguf.metadata-type",
  severity: "medium",
  asks: "hold",
  why: "Loaders expect another kind of value and stop, or take its bytes for something else.",
  remedy: COMPARE,
  refs: ["CVE-2024-8063"],
});
