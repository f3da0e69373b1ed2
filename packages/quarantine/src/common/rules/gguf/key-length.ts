import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufKeyLength = defineRule({
  id: "gguf.key-length",
  severity: "high",
  asks: "refuse",
  why: "Names this long exceed the format's own limit; readers cut them and may take one for another.",
  remedy: GET_AGAIN,
  refs: [],
});
