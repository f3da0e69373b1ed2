import { defineRule } from "../define-rule.ts";

export const setStranger = defineRule({
  id: "set.stranger",
  severity: "medium",
  asks: "hold",
  why: "It is no part of the model that it lies with. Programs may load it by mistake.",
  remedy: "Put it into a folder of its own and check it there.",
  refs: [],
});
