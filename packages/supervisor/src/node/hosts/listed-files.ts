import { RpcError } from "@casemate/contract";
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createDigestCheck } from "./digests.ts";

/**
 * Reads files beside the services for a shell that shows or serves them itself: the very bytes that were compared with the list, which is read once.
 * @param manifest path of the list
 * @returns takes a name inside `servicesDir`; throws `tampered`
 */
export function listedFiles(manifest: string, servicesDir: string): (name: string) => Buffer {
  const digests = createDigestCheck(manifest, dirname(servicesDir));
  return (name) => {
    const path = join(servicesDir, name);
    const wanted = digests.files().get(path);
    const bytes = bytesOf(path);
    if (bytes !== null && hash("sha256", bytes) === wanted) return bytes;
    throw new RpcError(
      "tampered",
      `A file of Casemate is missing or was changed, so it is not used: ${path}. Install Casemate again.`,
    );
  };
}

function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
