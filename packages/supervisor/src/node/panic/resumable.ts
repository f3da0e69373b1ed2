import type { Notice, PanicLevel } from "@casemate/contract";
import { diskFs, vaultOnDisk } from "@casemate/vault";
import type { Begun, Journal } from "./journal.ts";

/** A panic that was cut off: what has to be ended, or why it is not ended any more. */
export interface Resumable {
  readonly open: Begun | null;
  /** The vault here is not the one that it was begun on; it was left as it is. */
  readonly setAside: { readonly begun: Begun; readonly notice: Notice } | null;
}

/**
 * What was cut off, if it is still about the vault that is here. One that was put in its place since, or restored after its header was destroyed, is
 * somebody's decision, and the only copy perhaps: it is left alone, and what was begun is forgotten. A backup of the same vault that was restored
 * before the header was destroyed cannot be told from it. Throws the system's error when the journal cannot be written.
 */
export function resumable(journal: Pick<Journal, "read" | "setAside">, root: string): Resumable {
  const { open } = journal.read();
  if (open === null || isStillAbout(open, root)) return { open, setAside: null };
  journal.setAside();
  return { open: null, setAside: { begun: open, notice: noticeOf(open) } };
}

/** One that was cut off and goes at least as far: it is ended, and none is begun in its place. */
export function openAtLeast(journal: Pick<Journal, "read">, root: string, level: PanicLevel): Begun | null {
  const { open } = journal.read();
  return open !== null && open.level >= level && isStillAbout(open, root) ? open : null;
}

function isStillAbout({ vault, headerGone }: Begun, root: string): boolean {
  const { state, id } = vaultOnDisk(diskFs, root);
  return state !== "ok" || (id === vault && !headerGone);
}

function noticeOf({ level, vault, begunAt }: Begun): Notice {
  return {
    code: "panic_set_aside",
    message: `A panic of level ${String(level)} was cut off (begun ${begunAt}), and the vault here is not the one it was begun on (${vault ?? "its header could not be read"}) or was restored since. It was left as it is. To destroy it too: casemate panic ${String(level)}`,
  };
}
