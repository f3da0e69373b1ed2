import type { IncidentsSlice } from "@casemate/contract";
import { worst } from "./worst.ts";

/** Why something ended that a person was in the middle of: a sentence that begins with a space, or nothing when no incident has frozen anything. */
export function becauseOfIncident({ frozen, items }: IncidentsSlice): string {
  const first = frozen ? worst(items) : undefined;
  return first === undefined ? "" : ` Casemate contains an incident: ${first.summary.message}`;
}
