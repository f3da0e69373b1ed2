import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatTorch7 = defineRule({
  id: "format.torch7",
  severity: "high",
  asks: "refuse",
  why: "Torch7 files can hold Lua functions, which run when they are used.",
  remedy: SAFE_FORMAT,
  refs: [],
});
