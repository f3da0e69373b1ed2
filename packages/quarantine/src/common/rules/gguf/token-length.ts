import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTokenLength = defineRule({
  id: "gguf.token-length",
  severity: "high",
  asks: "refuse",
  why: "Loaders keep a token's length in 32 bits and copy that many bytes.",
  remedy: GET_AGAIN,
  refs: ["CVE-2025-49847"],
});
