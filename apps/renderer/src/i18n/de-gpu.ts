/** Deutsch: die Wörter der GPU-Wache. */
export const deGpu = {
  status: {
    pass: "in Ordnung",
    warning: "ansehen",
    critical: "durchgefallen",
    unknown: "unbekannt",
    not_applicable: "nichts zu prüfen",
  },
  verdict: { healthy: "in Ordnung", warning: "ansehen", critical: "durchgefallen", unknown: "unbekannt" },
} as const;
