import type { Severity } from "@casemate/contract";
import type { Tone } from "./state-mark.tsx";

export const SEVERITY_TONES: Record<Severity, Tone> = {
  critical: "danger",
  high: "danger",
  medium: "warn",
  low: "warn",
  info: "info",
};
