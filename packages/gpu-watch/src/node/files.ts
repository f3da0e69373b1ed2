import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, type Stats } from "node:fs";

/** Files of the kernel hold one number or one line; a longer one is not read further. */
const MAX_LINE_BYTES = 4096;

/** The first line of a small file; null when it cannot be read. */
export function firstLine(path: string): string | null {
  return readEnd(path, MAX_LINE_BYTES, "begin")?.split("\n")[0]?.trim() ?? null;
}

/**
 * At most `bytes` of a file, from its beginning or its end, as UTF-8; null when it cannot be read or is no regular file or kernel file. With `accept`
 * also when that refuses the file that was opened, or the path is a link.
 */
export function readEnd(
  path: string,
  bytes: number,
  which: "begin" | "end",
  accept: ((stat: Stats) => boolean) | null = null,
): string | null {
  let file: number | null = null;
  try {
    // Without waiting: a pipe in the place of a file would keep us for good.
    const link = accept === null ? 0 : constants.O_NOFOLLOW;
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | link);
    const stat = fstatSync(file);
    if (!stat.isFile() || accept?.(stat) === false) return null;
    const buffer = Buffer.alloc(bytes);
    const start = which === "end" ? Math.max(0, stat.size - bytes) : 0;
    let length = 0;
    for (;;) {
      const got = readSync(file, buffer, length, bytes - length, start + length);
      length += got;
      if (got === 0 || length === bytes) break;
    }
    return buffer.toString("utf8", 0, length);
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** Names in a folder, sorted; null when it cannot be listed. */
export function listFolder(path: string): string[] | null {
  try {
    return readdirSync(path).sort();
  } catch {
    return null;
  }
}
