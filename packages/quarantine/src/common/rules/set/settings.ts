import { defineRule } from "../define-rule.ts";

export const setSettings = defineRule({
  id: "set.settings",
  severity: "medium",
  asks: "hold",
  why: "Programs read their settings from this file. One that cannot be read cannot be judged.",
  remedy: "Get the file again from its publisher.",
  refs: [],
});
