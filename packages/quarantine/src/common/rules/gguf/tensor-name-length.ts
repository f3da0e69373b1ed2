import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTensorNameLength = defineRule({
  id: "gguf.tensor-name-length",
  severity: "critical",
  asks: "refuse",
  why: "Loaders keep 64 bytes for a name. A longer one is written past that place.",
  remedy: GET_AGAIN,
  refs: ["CVE-2024-23496"],
});
