import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatTorchTar = defineRule({
  id: "format.torch-tar",
  severity: "critical",
  asks: "refuse",
  why: "The first PyTorch format is a tar of pickles. Loading one runs what it says.",
  remedy: SAFE_FORMAT,
  refs: [],
});
