import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatXmlModel = defineRule({
  id: "format.xml-model",
  severity: "high",
  asks: "refuse",
  why: "Models in XML can pull in other files and name operations of native libraries.",
  remedy: SAFE_FORMAT,
  refs: [],
});
