import { fstatSync, readSync, type BigIntStats } from "node:fs";
import { RpcError } from "@casemate/contract";
import { assertInside, PastEnd, type ByteSource } from "../common/byte-source.ts";

/** A plain file behind an open descriptor. */
export interface FileSource extends ByteSource {
  /** True while size, times and identity are what they were when it was opened. */
  unchanged(): boolean;
}

/**
 * Reads a plain file through the descriptor `fd` with positional reads; its path is never opened. Throws
 * `RpcError("not_a_file")` for anything but a regular file: folders, pipes and devices have no end to check against.
 */
export function fileSource(fd: number): FileSource {
  const before = statOf(fd);
  if (!before.isFile())
    throw new RpcError(
      "not_a_file",
      "This is not a file but a folder, a pipe or a device. Choose the model file itself.",
    );
  const size = Number(before.size);
  return {
    size,
    read: (offset, target) => {
      assertInside(offset, target.length, size);
      let filled = 0;
      while (filled < target.length) {
        const got = readSync(fd, target, filled, target.length - filled, offset + filled);
        // Shorter than it was: cut while we read.
        if (got === 0) throw new PastEnd(offset + filled, target.length - filled, size);
        filled += got;
      }
    },
    unchanged: () => sameFile(before, statOf(fd)),
  };
}

function statOf(fd: number): BigIntStats {
  try {
    return fstatSync(fd, { bigint: true });
  } catch {
    throw new RpcError("unreadable", "The file could not be opened for the check. Try again.");
  }
}

/** A writer changes size or times; nanoseconds make a second write within one tick visible on today's filesystems. */
function sameFile(a: BigIntStats, b: BigIntStats): boolean {
  return (
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs &&
    a.ino === b.ino &&
    a.dev === b.dev
  );
}
