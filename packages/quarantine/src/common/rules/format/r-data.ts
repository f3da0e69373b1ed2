import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatRData = defineRule({
  id: "format.r-data",
  severity: "high",
  asks: "refuse",
  why: "R runs code that is hidden in saved data as soon as it uses a value of it.",
  remedy: SAFE_FORMAT,
  refs: ["CVE-2024-27322"],
});
