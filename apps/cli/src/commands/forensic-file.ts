import { handOut, reason } from "@casemate/supervisor";
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import { visible } from "../console/output.ts";
import { UsageError } from "../usage-error.ts";

/** Said before anything is made. Throws UsageError. */
export function refuseExisting(path: string, force: boolean): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!force)
    throw new UsageError(`There is a file already: ${visible(path)}. Choose another name, or pass --force.`);
  if (!found.isFile()) throw new UsageError(`${visible(path)} is not a plain file, and is not replaced.`);
}

/** Complete under its name or not at all; readable by its owner only. Throws UsageError. */
export function writeBundle(path: string, bytes: Uint8Array, force: boolean): void {
  try {
    handOut(path, bytes, force);
  } catch (error) {
    throw new UsageError(`The bundle could not be written to ${visible(path)}: ${reason(error)}.`);
  }
}

/** At most `most` bytes of a plain file; a pipe is never waited for. Throws UsageError. */
export function readBundle(path: string, most: number): Uint8Array {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(fd);
      if (!stat.isFile()) throw new UsageError(`${visible(path)} is not a plain file.`);
      const bytes = new Uint8Array(Math.min(stat.size, most));
      let at = 0;
      for (let got = -1; got !== 0 && at < bytes.length; at += got)
        got = readSync(fd, bytes, at, bytes.length - at, at);
      return bytes.subarray(0, at);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${visible(path)} cannot be read: ${reason(error)}.`);
  }
}
