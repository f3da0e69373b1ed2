import { defineRule } from "../define-rule.ts";

export const sourceName = defineRule({
  id: "source.name",
  severity: "low",
  asks: null,
  why: "Invisible characters in a name can make it look like another file, or hide its ending.",
  remedy: "Look at the name as it is shown here, with these characters made visible.",
  refs: [],
});
