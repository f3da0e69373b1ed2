import { RpcError } from "@casemate/contract";
import { fstatSync } from "node:fs";
import { descriptorFlags, O_ACCMODE } from "./descriptor-flags.ts";

/**
 * Refuses descriptors that would be a way out of a box: a folder (`..` of it leads outside whatever the box shows) and a file that is
 * open for writing. Throws RpcError `spawn_failed`; that is a mistake of ours, not of the person.
 */
export function checkHandedOver(fds: readonly (number | "pipe")[]): void {
  for (const fd of fds) {
    if (fd === "pipe") continue;
    const stat = fstatSync(fd);
    const flags = descriptorFlags(fd);
    const writable = stat.isFile() && flags !== null && (flags & O_ACCMODE) !== 0;
    if (stat.isDirectory() || writable)
      throw new RpcError(
        "spawn_failed",
        "A confined process may be handed files that are open for reading, nothing else. This is a fault in Casemate; please report it.",
      );
  }
}
