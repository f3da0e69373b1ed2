import { ForensicRequest } from "@casemate/contract";
import type { Told } from "../console/told.ts";

/** What an approval says about an export: which records, what is hidden, who can read it. */
export function explainExport(input: unknown): Told {
  const request = ForensicRequest.safeParse(input);
  if (!request.success)
    return { sentence: "wants to export records of the log.", evidence: [], diff: [], subject: "none" };
  const { from, to, hide, recipients, notes } = request.data;
  const range = to === null ? `from ${String(from)} on` : `${String(from)} to ${String(to - 1)}`;
  const readers =
    recipients.length === 0
      ? "Not encrypted: whoever gets the file can read it"
      : `Encrypted to ${recipients.join(", ")}`;
  return {
    sentence: `wants to export the log's records ${range}, and what this console says of itself. Whoever gets the file can read what is not hidden.`,
    evidence: [
      hide.length === 0 ? "No field is hidden" : `Hidden: ${hide.join(", ")}`,
      readers,
      ...(notes === "" ? [] : [`With a note of ${String(notes.length)} characters`]),
    ].map((line) => line.slice(0, 1000)),
    // Nothing here becomes another: what the log says leaves this console.
    diff: [],
    subject: "log",
  };
}
