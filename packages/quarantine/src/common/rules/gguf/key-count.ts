import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufKeyCount = defineRule({
  id: "gguf.key-count",
  severity: "critical",
  asks: "refuse",
  why: "Loaders multiply this number by a record size. One that is far too large wraps around, and they write past a small buffer.",
  remedy: GET_AGAIN,
  refs: ["CVE-2024-23605"],
});
