import type { IncidentsSlice } from "@casemate/contract";

const ORDER = ["low", "medium", "high", "critical"];

/** The gravest of those that are open. */
export function worst(items: IncidentsSlice["items"]): IncidentsSlice["items"][number] | undefined {
  return [...items].sort((a, b) => ORDER.indexOf(b.severity) - ORDER.indexOf(a.severity))[0];
}
