import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufMetadataSize = defineRule({
  id: "gguf.metadata-size",
  severity: "medium",
  asks: "hold",
  why: "Settings this large are kept in memory by every program that opens the file.",
  remedy: COMPARE,
  refs: [],
});
