import type { LedgerMark } from "../common/ledger-contract.ts";
import { CLOSED } from "../common/record/own-records.ts";
import { checkEnd } from "./check-end.ts";
import { checkRow } from "./check-row.ts";
import { covers } from "./evidence.ts";
import { archived, type Layout } from "./layout.ts";
import { closeFiles, openFiles, type OpenFiles } from "./open-log.ts";
import type { SqliteOpener } from "./sqlite.ts";

/** Logs that are followed back at most: rotation is rare. */
const MAX_LINKS = 64;

/**
 * Whether a log that was closed in favour of `log`, or of one before it, had this root. Only a closing record that the old log's own keys
 * sealed counts: what a new log says about an old one proves nothing.
 */
export function archiveCovers(Sqlite: SqliteOpener, layout: Layout, log: string, mark: LedgerMark): boolean {
  let next = mark.log;
  for (let links = 0; links < MAX_LINKS; links++) {
    const followed = look(Sqlite, layout, next, links === 0 ? mark : null);
    if (followed === null) return false;
    if (followed === log) return true;
    next = followed;
  }
  return false;
}

/** Which log the archived one names as the next; null when it does not fit together, or `mark` is none of its roots. */
function look(Sqlite: SqliteOpener, layout: Layout, log: string, mark: LedgerMark | null): string | null {
  if (!/^[0-9a-f]{32}$/.test(log)) return null;
  const { files, damage } = openFiles(Sqlite, archived(layout, log));
  try {
    const end = damage ?? checkEnd(files as OpenFiles);
    const { store } = files;
    if ("problem" in end || !store) return null;
    if (mark && !covers({ store, tip: end.writer.tip, log }, mark)) return null;
    const closing = store.row(end.last.size - 2);
    const links = closing ? checkRow(closing) : null;
    const next = links?.detail["next"];
    return links?.action === CLOSED && typeof next === "string" ? next : null;
  } finally {
    closeFiles(files);
  }
}
