import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const safetensorsInvalidUtf8 = defineRule({
  id: "safetensors.invalid-utf8",
  severity: "high",
  asks: "refuse",
  why: "Text that is not valid is repaired differently by every reader, so they do not see the same names.",
  remedy: GET_AGAIN,
  refs: [],
});
