import { defineRule } from "../define-rule.ts";
import { NOTHING } from "../remedies.ts";

export const metadataLongText = defineRule({
  id: "metadata.long-text",
  severity: "info",
  asks: null,
  why: "Descriptions and licences are long at times; other fields are not. Programs that show them may stop.",
  remedy: NOTHING,
  refs: [],
});
