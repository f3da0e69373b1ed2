import type { AuditFilter } from "@casemate/contract";
import { OWN_PREFIX } from "./own-records.ts";

/** Asks of one record whether it is wanted. What it is given was only parsed as JSON: a search looks at thousands, and shows few. */
export type Matches = (seq: number, content: Readonly<Record<string, unknown>>) => boolean;

/** The words are read once, for all records. A part of the filter that is left out asks nothing. */
export function matcher(filter: Partial<AuditFilter>): Matches {
  const words = (filter.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const subjects = new Set<unknown>(filter.subjects);
  const { action: beginning = "", kind = null, result = null, own = true } = filter;
  return (seq, content) => {
    const { action } = content;
    if (typeof action !== "string" || !action.startsWith(beginning)) return false;
    if (!own && action.startsWith(OWN_PREFIX)) return false;
    if (kind !== null && content["kind"] !== kind) return false;
    if (result !== null && content["result"] !== result) return false;
    if (words.length === 0 || subjects.has(content["subject"])) return true;
    const text = shownText(seq, content);
    return words.every((word) => text.includes(word));
  };
}

/** What a table or a drawer shows of it, in small letters. Hashes are not searched: nobody knows one by heart. */
function shownText(seq: number, content: Readonly<Record<string, unknown>>): string {
  const { at, kind, actor, action, subject, result, detail } = content;
  const facts = Object.entries(detail ?? {}).map(([name, value]) => `${name} ${String(value)}`);
  const parts = [at, kind, actor, action, subject, result].filter((part) => typeof part === "string");
  return [String(seq), ...parts, ...facts].join("\n").toLowerCase();
}
