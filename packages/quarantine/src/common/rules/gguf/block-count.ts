import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufBlockCount = defineRule({
  id: "gguf.block-count",
  severity: "critical",
  asks: "refuse",
  why: "Loaders reserve room by this number and write one entry per layer.",
  remedy: GET_AGAIN,
  refs: ["huntr: block_count out of bounds write", "CVE-2024-8063"],
});
