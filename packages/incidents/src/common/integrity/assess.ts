import type { WatchedFile } from "./watched.ts";

/** What stands under a name now, without reading it. */
export type Look =
  /** `mark` changes whenever anything was done to the file: device, inode, size, and the two times, of which the kernel's cannot be set back. */
  | { readonly kind: "file"; readonly bytes: number; readonly mark: string }
  | { readonly kind: "missing" }
  /** A link, a folder, a pipe: whoever put it there decides what is read. */
  | { readonly kind: "other" }
  | { readonly kind: "unreadable" };

/** The last whole reading of a file. */
export interface Reading {
  /** The file's mark before and after it was read. */
  readonly mark: string;
  readonly sha256: string;
  /** Milliseconds on a clock that only runs forward. */
  readonly at: number;
}

export const CHANGE_KINDS = ["changed", "missing", "replaced"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export type Assessment =
  | { readonly state: "intact" }
  | { readonly state: ChangeKind; readonly bytes: number | null; readonly sha256: string | null }
  /** Has to be read before anything can be said; never fine. */
  | { readonly state: "unread" }
  | { readonly state: "unreadable" };

/**
 * What is known of a file by a look and the last reading. Cheap first: a size that differs needs no reading; what has not been touched since it
 * was read is what it was.
 */
export function assess(file: WatchedFile, look: Look, reading: Reading | undefined): Assessment {
  if (look.kind === "missing") return { state: "missing", bytes: null, sha256: null };
  if (look.kind === "other") return { state: "replaced", bytes: null, sha256: null };
  if (look.kind === "unreadable") return { state: "unreadable" };
  if (file.bytes !== null && look.bytes !== file.bytes)
    return { state: "changed", bytes: look.bytes, sha256: null };
  if (reading?.mark !== look.mark) return { state: "unread" };
  return file.sha256 === null || file.sha256 === reading.sha256
    ? { state: "intact" }
    : { state: "changed", bytes: look.bytes, sha256: reading.sha256 };
}
