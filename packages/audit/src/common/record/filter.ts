import type { AuditFilter, AuditRecord } from "@casemate/contract";
import { OWN_PREFIX } from "./own-records.ts";

/** Asks of one record whether it is wanted. */
export type Matches = (record: AuditRecord) => boolean;

/** The words are read once, for all records. A part of the filter that is left out asks nothing. */
export function matcher(filter: Partial<AuditFilter>): Matches {
  const words = (filter.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const { action = "", subjects = [], kind = null, result = null, own = true } = filter;
  return (record) => {
    if (kind !== null && record.kind !== kind) return false;
    if (result !== null && record.result !== result) return false;
    if (!record.action.startsWith(action)) return false;
    if (!own && record.action.startsWith(OWN_PREFIX)) return false;
    if (words.length === 0) return true;
    if (record.subject !== null && subjects.includes(record.subject)) return true;
    const text = shownText(record);
    return words.every((word) => text.includes(word));
  };
}

/** What a table or a drawer shows of it, in small letters. Hashes are not searched: nobody knows one by heart. */
function shownText({ seq, at, kind, actor, action, subject, result, detail }: AuditRecord): string {
  const facts = Object.entries(detail).map(([name, value]) => `${name} ${String(value)}`);
  return [String(seq), at, kind, actor, action, subject ?? "", result ?? "", ...facts]
    .join("\n")
    .toLowerCase();
}
