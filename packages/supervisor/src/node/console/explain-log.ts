import type { ApprovalChange, State } from "@casemate/contract";
import type { Told } from "./told.ts";

/** About a change of the log; null for every other call. */
export function explainLog(call: string, input: unknown, ledger: State["ledger"]): Told | null {
  const { reason } = (input ?? {}) as { reason?: unknown };
  if (call === "audit.recover")
    return about(
      "wants to set the damaged log aside and begin a new one, which names the old files by their digests. They are kept in ledger-archive.",
      { what: "The log that is written", before: logOf(ledger), after: "a new one" },
      typeof reason === "string" ? [`Reason: ${reason}`] : [],
    );
  if (call === "audit.rotate")
    return about(
      "wants to close the log and begin the next one. The old one is kept whole in ledger-archive.",
      { what: "The log that is written", before: logOf(ledger), after: "a new one" },
    );
  if (call !== "audit.prune") return null;
  return about(
    `wants to forget the texts of all records ${whichOf(input)}. What they said cannot be read again; their places in the log stay, and that they were forgotten is recorded.`,
    { what: `Texts of records ${whichOf(input)}`, before: "can be read", after: "forgotten" },
  );
}

function about(sentence: string, change: ApprovalChange, evidence: string[] = []): Told {
  return { sentence, evidence, subject: "log", diff: [change] };
}

function logOf({ log, size }: State["ledger"]): string {
  return `${log ?? "one that cannot be read"}, ${size === null ? "length unknown" : `${String(size)} records`}`;
}

function whichOf(input: unknown): string {
  const { below, olderThanDays } = (input ?? {}) as { below?: number; olderThanDays?: number };
  return below === undefined
    ? `older than ${String(olderThanDays)} days`
    : `with numbers below ${String(below)}`;
}
