import { defineRule } from "../define-rule.ts";

export const setTensorCount = defineRule({
  id: "set.tensor-count",
  severity: "high",
  asks: "refuse",
  why: "The first part says how many tensors all parts hold together. Loaders stop at another number, and what is missing was not checked.",
  remedy: "Get the files again, all from one publisher and one release.",
  refs: [],
});
