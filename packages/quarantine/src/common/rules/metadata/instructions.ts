import { defineRule } from "../define-rule.ts";

export const metadataInstructions = defineRule({
  id: "metadata.instructions",
  severity: "low",
  asks: null,
  why: "Assistants that read model cards may take such a text for an order.",
  remedy: "Do not let an assistant act on this text.",
  refs: [],
});
