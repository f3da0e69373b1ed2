import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufPaddingPayload = defineRule({
  id: "gguf.padding-payload",
  severity: "high",
  asks: "refuse",
  why: "An archive, a program or another model lies hidden in filling bytes, where no loader looks.",
  remedy: GET_AGAIN,
  refs: [],
});
