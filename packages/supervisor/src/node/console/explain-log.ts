/** What an approval says, and what it is bound to. */
export interface Explanation {
  /** After "Casemate's command line". */
  sentence: string;
  evidence: string[];
  subject: string;
}

/** About a change of the log; null for every other call. */
export function explainLog(call: string, input: unknown): Explanation | null {
  const { reason } = (input ?? {}) as { reason?: unknown };
  if (call === "audit.recover")
    return about(
      "wants to set the damaged log aside and begin a new one, which names the old files by their digests. They are kept in ledger-archive.",
      typeof reason === "string" ? [`Reason: ${reason}`] : [],
    );
  if (call === "audit.rotate")
    return about(
      "wants to close the log and begin the next one. The old one is kept whole in ledger-archive.",
    );
  if (call !== "audit.prune") return null;
  return about(
    `wants to forget the texts of all records ${whichOf(input)}. What they said cannot be read again; their places in the log stay, and that they were forgotten is recorded.`,
  );
}

function about(sentence: string, evidence: string[] = []): Explanation {
  return { sentence, evidence, subject: "log" };
}

function whichOf(input: unknown): string {
  const { below, olderThanDays } = (input ?? {}) as { below?: number; olderThanDays?: number };
  return below === undefined
    ? `older than ${String(olderThanDays)} days`
    : `with numbers below ${String(below)}`;
}
