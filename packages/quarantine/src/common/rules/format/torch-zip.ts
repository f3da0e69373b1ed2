import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatTorchZip = defineRule({
  id: "format.torch-zip",
  severity: "critical",
  asks: "refuse",
  why: "PyTorch files keep a pickle inside. Loading one runs what it says.",
  remedy: SAFE_FORMAT,
  refs: [],
});
