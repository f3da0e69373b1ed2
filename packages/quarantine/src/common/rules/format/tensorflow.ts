import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatTensorflow = defineRule({
  id: "format.tensorflow",
  severity: "high",
  asks: "refuse",
  why: "A TensorFlow graph is a program: it can read and write files of whoever runs it.",
  remedy: SAFE_FORMAT,
  refs: [],
});
