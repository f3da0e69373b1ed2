import { defineRule } from "../define-rule.ts";

export const setOtherModel = defineRule({
  id: "set.other-model",
  severity: "high",
  asks: "refuse",
  why: "Parts of two models put together are neither of them.",
  remedy: "Get the files again, all from one publisher and one release.",
  refs: [],
});
