import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufZeroDimension = defineRule({
  id: "gguf.zero-dimension",
  severity: "high",
  asks: "refuse",
  why: "Loaders divide by sizes. Division by zero ends them.",
  remedy: GET_AGAIN,
  refs: ["CVE-2024-8063", "CVE-2024-12055"],
});
