import { ForensicRequest, type State, type StatementChoice } from "@casemate/contract";
import type { Told } from "../console/told.ts";

const NAMES: Record<StatementChoice, string> = {
  models: "the list of models",
  approvals: "the approvals of this start",
  incidents: "incidents",
  gpu: "accelerators",
};

/**
 * What an approval says about an export: which records, what is hidden, who can read it. It is bound to whether the vault is open: what was
 * asked for while it was locked must not show what it guards.
 */
export function explainExport(input: unknown, vault: State["vault"]["state"]): Told {
  const request = ForensicRequest.safeParse(input);
  if (!request.success)
    return { sentence: "wants to export records of the log.", evidence: [], diff: [], subject: "none" };
  const { from, to, hide, recipients, notes, include } = request.data;
  const open = vault === "unlocked";
  const range = to === null ? `from ${String(from)} on` : `${String(from)} to ${String(to - 1)}`;
  const readers =
    recipients.length === 0
      ? "Not encrypted: whoever gets the file can read it"
      : `Encrypted to ${recipients.join(", ")}`;
  const told = include.filter((name) => open || name !== "models").map((name) => NAMES[name]);
  return {
    sentence: `wants to export the log's records ${range}, and what this console says of itself. Whoever gets the file can read what is not hidden.`,
    evidence: [
      hide.length === 0 ? "No field is hidden" : `Hidden: ${hide.join(", ")}`,
      readers,
      `Beside the records: posture and policy${told.map((name) => `, ${name}`).join("")}`,
      ...(open ? [] : ["The vault is not open: nothing of what it encrypts can be in the file"]),
      ...(notes === "" ? [] : [`With a note of ${String(notes.length)} characters`]),
    ].map((line) => line.slice(0, 1000)),
    // Nothing here becomes another: what the log says leaves this console.
    diff: [],
    subject: open ? "log and open vault" : "log",
  };
}
