import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufByteToken = defineRule({
  id: "gguf.byte-token",
  severity: "critical",
  asks: "refuse",
  why: "Loaders take the number in this text as a position and write there.",
  remedy: GET_AGAIN,
  refs: ["llama.cpp PR 25969"],
});
