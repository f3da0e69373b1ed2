import { defineRule } from "../define-rule.ts";

export const setPartCount = defineRule({
  id: "set.part-count",
  severity: "high",
  asks: "refuse",
  why: "Parts that do not agree on how many they are do not come from one model.",
  remedy: "Get the files again, all from one publisher and one release.",
  refs: [],
});
