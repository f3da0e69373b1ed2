import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatZipEncrypted = defineRule({
  id: "format.zip-encrypted",
  severity: "critical",
  asks: "refuse",
  why: "Marks of encryption make scanners give up, while loaders that ignore them load what is inside.",
  remedy: SAFE_FORMAT,
  refs: ["CVE-2025-1945"],
});
