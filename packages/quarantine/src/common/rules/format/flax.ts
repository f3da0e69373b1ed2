import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatFlax = defineRule({
  id: "format.flax",
  severity: "high",
  asks: "refuse",
  why: "Loaders of this format build arrays of any size that the file asks for, and it has no header that could be checked.",
  remedy: SAFE_FORMAT,
  refs: [],
});
