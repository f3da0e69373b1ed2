import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatPickleBroken = defineRule({
  id: "format.pickle-broken",
  severity: "critical",
  asks: "refuse",
  why: "A payload in front and a broken rest behind is how known malware passed scanners.",
  remedy: SAFE_FORMAT,
  refs: [],
});
