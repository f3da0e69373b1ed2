import { defineRule } from "../define-rule.ts";
import { SAFE_FORMAT } from "../remedies.ts";

export const formatOnnx = defineRule({
  id: "format.onnx",
  severity: "high",
  asks: "refuse",
  why: "ONNX files can point at other files on the disk, and runtimes have followed such paths outside the folder.",
  remedy: SAFE_FORMAT,
  refs: ["CVE-2022-25882", "CVE-2024-27318", "CVE-2025-51480"],
});
