import { RpcError } from "@casemate/contract";
import { existsSync, rmSync } from "node:fs";
import { writeNewFile } from "./layout.ts";
import { randomFillSync } from "node:crypto";

/** Kept free for the log: some ten thousand records, far more than it takes to make room on a full disk. */
const RESERVE_BYTES = 8 * 1024 * 1024;

/** What must stay recordable when the disk is full: what makes room, what protects, and handing the log over. */
const WHEN_FULL = new Set([
  "model.remove",
  "model.discard",
  "model.discarded",
  "chat.delete",
  "vault.lock",
  "vault.locked",
  "forensic.export",
  "forensic.exported",
  "incident.opened",
  "incident.restored",
  "incident.contained",
  "incident.containment_failed",
]);

export interface Reserve {
  /** True while the disk is full: every append must be asked for by itself. */
  rationed(): boolean;
  /** Runs one append; on a full disk gives the reserve to the appends that must go through. Throws `disk_full`. */
  guard<T>(action: string, append: () => T): T;
}

/** Makes the reserve when `make` and there is room; a disk that has none is noticed by the appends themselves. */
export function createReserve(path: string, make: boolean): Reserve {
  if (make) fill(path);
  // Given away and not made again: from then on only what must go through may use what is left.
  let rationed = make && !existsSync(path);
  return {
    rationed: () => rationed,
    guard: (action, append) => {
      if (rationed) rationed = !fill(path);
      if (rationed && !WHEN_FULL.has(action)) throw full();
      try {
        return append();
      } catch (error) {
        if (
          !(error instanceof RpcError) ||
          error.code !== "disk_full" ||
          !WHEN_FULL.has(action) ||
          !existsSync(path)
        )
          throw error;
        rmSync(path, { force: true });
        rationed = true;
        return append();
      }
    },
  };
}

/** True when the reserve is there, whole. */
function fill(path: string): boolean {
  if (existsSync(path)) return true;
  try {
    // Random, so that a file system that compresses or skips zeros really sets the room aside.
    writeNewFile(path, randomFillSync(Buffer.alloc(RESERVE_BYTES)));
    return true;
  } catch {
    rmSync(path, { force: true });
    return false;
  }
}

function full(): RpcError {
  return new RpcError(
    "disk_full",
    "The disk is full, and what is left is kept for removing, locking and exporting the log. Free some space, then try again.",
  );
}
