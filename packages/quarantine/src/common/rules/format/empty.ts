import { defineRule } from "../define-rule.ts";

export const formatEmpty = defineRule({
  id: "format.empty",
  severity: "high",
  asks: "refuse",
  why: "A file without bytes cannot be a model. Usually a download ended before it began.",
  remedy: "Download the file again and check that it arrived whole.",
  refs: [],
});
