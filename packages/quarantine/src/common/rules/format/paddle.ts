import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatPaddle = defineRule({
  id: "format.paddle",
  severity: "high",
  asks: "refuse",
  why: "A Paddle program is code for its engine, and its parameters are often pickles.",
  remedy: SAFE_FORMAT,
  refs: [],
});
