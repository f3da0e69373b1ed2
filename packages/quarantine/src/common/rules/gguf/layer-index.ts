import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufLayerIndex = defineRule({
  id: "gguf.layer-index",
  severity: "medium",
  asks: "hold",
  why: "Tensors of layers that do not exist are loaded by nobody, or by a loader that trusts the name.",
  remedy: COMPARE,
  refs: [],
});
