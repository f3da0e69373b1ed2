/** Words of GPU watch: the page "What computes" and what incidents show of it. */
export const enGpu = {
  status: {
    pass: "well",
    warning: "needs a look",
    critical: "failed",
    unknown: "unknown",
    not_applicable: "nothing to check",
  },
  verdict: { healthy: "well", warning: "needs a look", critical: "failed", unknown: "unknown" },
} as const;
