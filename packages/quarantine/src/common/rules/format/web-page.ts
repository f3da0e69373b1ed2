import { defineRule } from "../define-rule.ts";

export const formatWebPage = defineRule({
  id: "format.web-page",
  severity: "high",
  asks: "refuse",
  why: "A page was saved where a model was expected; it can also carry scripts.",
  remedy: "The download probably ended on a login or error page. Download the model file itself.",
  refs: [],
});
