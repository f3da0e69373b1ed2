import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTrailingPayload = defineRule({
  id: "gguf.trailing-payload",
  severity: "high",
  asks: "refuse",
  why: "The same file is a model to one program and an archive or a program to another.",
  remedy: GET_AGAIN,
  refs: [],
});
