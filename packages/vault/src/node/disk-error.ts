import { RpcError } from "@casemate/contract";
import { SealedFileError } from "../common/sealed-error.ts";

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

export function isDiskFull(error: unknown): boolean {
  return FULL.has(systemCode(error));
}

export function systemCode(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : "";
}

/** A failed write in words. `what` continues "The disk is full: …". */
export function writeError(error: unknown, what: string): RpcError {
  if (error instanceof RpcError) return error;
  if (isDiskFull(error))
    return new RpcError("disk_full", `The disk is full: ${what}. Free some space and try again.`);
  return new RpcError(
    "not_saved",
    `The disk reported a problem (${systemCode(error) || "unknown"}): ${what}. Check the disk and try again.`,
  );
}

/** A failed read of stored bytes in words. */
export function readError(error: unknown, what: string): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof SealedFileError)
    return new RpcError("damaged", `${what} cannot be read: ${error.message}`);
  const code = systemCode(error);
  if (code === "ENOENT")
    return new RpcError(
      "missing",
      `${what} is missing from the data directory. Put it back from a backup, or remove the entry.`,
    );
  return new RpcError(
    "damaged",
    `${what} cannot be read: the system said ${code || "nothing more"}. Check the disk.`,
  );
}
