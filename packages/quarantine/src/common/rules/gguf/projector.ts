import { defineRule } from "../define-rule.ts";
import { COMPARE } from "../remedies.ts";

export const ggufProjector = defineRule({
  id: "gguf.projector",
  severity: "medium",
  asks: "hold",
  why: "Engines divide by these sizes and reserve memory for them.",
  remedy: COMPARE,
  refs: ["LM Studio bug tracker 2289"],
});
