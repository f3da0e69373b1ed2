import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatZipLies = defineRule({
  id: "format.zip-lies",
  severity: "critical",
  asks: "refuse",
  why: "An archive that tells two stories is made so that the scanner reads one and the loader the other.",
  remedy: SAFE_FORMAT,
  refs: ["CVE-2025-1944", "CVE-2025-10156"],
});
