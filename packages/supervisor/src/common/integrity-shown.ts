import { MAX_SHOWN_CHANGES, type IntegritySlice } from "@casemate/contract";
import type { ScanResult, WatchedFile } from "@casemate/incidents";

/** What is shown of a look. `trusted`: whether the list of how files are meant to be was checked. */
export function shownOf(
  { intact, unread, unreadModels, unreadable, changed, changes, notified }: ScanResult,
  { trusted, files }: { readonly trusted: boolean; readonly files: readonly WatchedFile[] },
): Partial<IntegritySlice> {
  const settled = unread === unreadModels && unreadable === 0 ? ("intact" as const) : ("reading" as const);
  const traps = files.some(({ group }) => group === "canaries");
  return {
    state: changed > 0 ? "changed" : trusted ? settled : "unknown",
    ...(trusted ? { note: null } : {}),
    watched: files.length,
    intact,
    changed,
    changes: changes.slice(0, MAX_SHOWN_CHANGES),
    canaries: traps ? (notified ? "told_at_once" : "looked_for") : null,
  };
}
