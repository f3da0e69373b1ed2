import { defineRule } from "../define-rule.ts";
import { GET_AGAIN } from "../remedies.ts";

export const ggufTensorSizeOverflow = defineRule({
  id: "gguf.tensor-size-overflow",
  severity: "critical",
  asks: "refuse",
  why: "Its sizes multiply beyond 64 bits. A loader sees a small product, reserves little, and writes much.",
  remedy: GET_AGAIN,
  refs: ["CVE-2024-21802", "CVE-2025-53630", "CVE-2026-27940", "CVE-2026-33298"],
});
