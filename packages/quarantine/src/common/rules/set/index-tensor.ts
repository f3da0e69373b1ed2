import { defineRule } from "../define-rule.ts";

export const setIndexTensor = defineRule({
  id: "set.index-tensor",
  severity: "medium",
  asks: "hold",
  why: "The list sends loaders to a file that does not hold the tensor.",
  remedy: "Get the index file and the weights again, all from one release.",
  refs: [],
});
