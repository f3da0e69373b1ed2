import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Write permission of group and others. */
const WRITABLE_BY_OTHERS = 0o022;
/** In a folder with this bit others cannot touch what is not theirs (inode(7)). */
const STICKY = 0o1000;

/**
 * How somebody else than `owners` (user ids) can change the file that a name leads to: it is theirs, they may write it, or they may put another one in
 * its place in a folder above it. `real`: the file itself, behind all links. Throws the system's error where it cannot be looked at.
 */
export function changeable(
  path: string,
  owners: readonly number[],
): { real: string; by: "owner" | "file" | "folder" | null } {
  const real = realpathSync(path);
  const { uid, mode } = statSync(real);
  if (!owners.includes(uid)) return { real, by: "owner" };
  if ((mode & WRITABLE_BY_OTHERS) !== 0) return { real, by: "file" };
  return { real, by: foldersAbove(real).every((folder) => isTheirs(folder, owners)) ? null : "folder" };
}

function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

function isTheirs(folder: string, owners: readonly number[]): boolean {
  const { uid, mode } = statSync(folder);
  return owners.includes(uid) && ((mode & WRITABLE_BY_OTHERS) === 0 || (mode & STICKY) !== 0);
}
