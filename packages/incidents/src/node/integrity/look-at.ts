import { lstat } from "node:fs/promises";
import type { Look } from "../../common/integrity/assess.ts";

/** Looks at a name without following a link and without opening anything. */
export async function lookAt(path: string): Promise<Look> {
  try {
    const stat = await lstat(path, { bigint: true });
    return stat.isFile() ? { kind: "file", bytes: Number(stat.size), mark: markOf(stat) } : { kind: "other" };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? { kind: "missing" } : { kind: "unreadable" };
  }
}

export interface Times {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** The change time (ctime) is the kernel's: no program can set it back. */
export function markOf({ dev, ino, size, mtimeNs, ctimeNs }: Times): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(":");
}
