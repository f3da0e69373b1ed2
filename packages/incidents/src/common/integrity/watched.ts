/** What is watched: Casemate's own files, what a person decided, lists that are trusted, the sealed files of models, and traps. */
export const WATCHED_GROUPS = ["program", "policy", "trust", "models", "canaries"] as const;
export type WatchedGroup = (typeof WATCHED_GROUPS)[number];

/** One file as it is meant to be. */
export interface WatchedFile {
  readonly group: WatchedGroup;
  /** Below the group's folder, with forward slashes. */
  readonly path: string;
  /** Null: not known yet. */
  readonly bytes: number | null;
  /** SHA-256, 64 hexadecimal digits. Null: to be learnt at the first whole reading. */
  readonly sha256: string | null;
}

/** Names one file among all that are watched. */
export function keyOf({ group, path }: Pick<WatchedFile, "group" | "path">): string {
  return `${group}/${path}`;
}
