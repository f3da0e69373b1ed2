import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatArchivePath = defineRule({
  id: "format.archive-path",
  severity: "critical",
  asks: "refuse",
  why: "Whoever unpacks it writes where the archive's maker wanted, over other programs' files.",
  remedy: SAFE_FORMAT,
  refs: ["CVE-2007-4559"],
});
