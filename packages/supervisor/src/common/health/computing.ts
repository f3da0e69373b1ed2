import type { HealthRule } from "./health-rule.ts";

/** Told once GPU watch has looked; before that nothing is claimed about what computes here. */
export const computing: HealthRule = {
  id: "computing",
  read: ({ machine: { gpu } }) => {
    if (gpu?.verdict === "healthy")
      return {
        status: "ok",
        title: "What computes here was looked at",
        detail: gpu.sentence,
        remedy: null,
        evidence: "casemate gpu check",
      };
    const found = { critical: "danger", warning: "warn", unknown: "unknown" } as const;
    const titles = {
      danger: "What this machine computes cannot be relied on",
      warn: "Accelerator or processor need a look",
      unknown: "Whether the accelerator is as it should be is unknown",
    };
    const status = gpu === null ? "unknown" : found[gpu.verdict];
    return {
      status,
      title: titles[status],
      detail: (gpu?.reasons[0] ?? gpu?.sentence ?? "Nobody looked yet.").slice(0, 1000),
      remedy: "See what was found, probe by probe: casemate gpu check",
      evidence: "casemate gpu check",
      target: { page: "machine", call: null },
    };
  },
};
