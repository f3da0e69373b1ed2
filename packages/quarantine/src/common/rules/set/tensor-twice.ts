import { defineRule } from "../define-rule.ts";

export const setTensorTwice = defineRule({
  id: "set.tensor-twice",
  severity: "high",
  asks: "refuse",
  why: "Two files hold a tensor of one name: one is checked and the other may be computed with.",
  remedy: "Get the files again, all from one publisher and one release.",
  refs: [],
});
