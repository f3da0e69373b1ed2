import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatNpy = defineRule({
  id: "format.npy",
  severity: "high",
  asks: "refuse",
  why: "NumPy files may hold pickled objects, which run code when they are loaded.",
  remedy: SAFE_FORMAT,
  refs: ["CVE-2019-6446"],
});
