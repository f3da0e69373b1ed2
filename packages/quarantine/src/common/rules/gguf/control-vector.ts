import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufControlVector = defineRule({
  id: "gguf.control-vector",
  severity: "high",
  asks: "hold",
  why: "Engines reserve room by the layer in the name and write there.",
  remedy: COMPARE,
  refs: ["huntr: control vector layer index out of bounds write"],
});
