import { existsSync, fstatSync, statSync } from "node:fs";
import { problem, type Problem } from "../common/problem.ts";
import type { Layout } from "./layout.ts";
import type { OpenFiles } from "./open-log.ts";

/**
 * Deleting or exchanging an open file goes unnoticed by its descriptor: compare what stands under the names now. `quick`: of the head file, which
 * is written after every record, only that there is one. Asking for its times makes Linux give the next write a time of its own, and the
 * flush of the database then waits for the file system's journal: that cost as much as half of an append.
 */
export function filesGone(
  layout: Layout,
  { headFile, db }: Partial<OpenFiles>,
  identity: string | null,
  quick = false,
): Problem | null {
  if (!db || !headFile) return null;
  const headSame = quick ? existsSync(layout.head) : headIsSame(headFile.fd, layout.head);
  const same = headSame && identify(layout) === identity;
  return same
    ? null
    : problem(
        "missing",
        null,
        "The log is missing: its files were deleted or exchanged while Casemate was running.",
      );
}

/** The database file under its name, as the system numbers it. */
export function identify(layout: Layout): string | null {
  const stat = statSync(layout.db, { throwIfNoEntry: false, bigint: true });
  return stat ? `${String(stat.dev)}:${String(stat.ino)}` : null;
}

function headIsSame(fd: number, path: string): boolean {
  const named = statSync(path, { throwIfNoEntry: false, bigint: true });
  const opened = fstatSync(fd, { bigint: true });
  return named?.ino === opened.ino && named.dev === opened.dev;
}
