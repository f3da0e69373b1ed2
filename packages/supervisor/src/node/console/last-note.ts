import type { AuditRecord } from "@casemate/contract";
import type { LedgerLink } from "./ledger-link.ts";

/** The newest note of this name in the log that is written now; null when there is none. Throws when the log cannot be read. */
export async function lastNote(
  ledger: Pick<LedgerLink, "tail" | "flush">,
  action: string,
): Promise<AuditRecord | null> {
  await ledger.flush();
  // A long log is searched a part at a time, and a name that only begins so is another one.
  for (let before: number | null = null; ;) {
    const { records, next } = await ledger.tail({
      text: "",
      subjects: [],
      kind: "note",
      result: null,
      action,
      own: false,
      before,
      limit: 1,
    });
    const [newest] = records;
    if (newest?.action === action) return newest;
    if (next === null) return null;
    before = next;
  }
}
