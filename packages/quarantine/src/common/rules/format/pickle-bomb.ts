import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatPickleBomb = defineRule({
  id: "format.pickle-bomb",
  severity: "high",
  asks: "refuse",
  why: "Loading it fills the memory or never ends, and takes other programs with it.",
  remedy: SAFE_FORMAT,
  refs: [],
});
