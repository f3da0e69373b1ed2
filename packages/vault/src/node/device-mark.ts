import { join } from "node:path";
import { readSmall, removeDraft, removeQuietly, replaceSmall, type DiskFs } from "./disk-fs.ts";
import { folderOf } from "./object-store.ts";
import type { VaultIndex } from "./vault-index.ts";

const MAGIC = "casemate device 1\n";
const FILE = /^casemate device 1\n([0-9a-f]{32})\n$/;
/** The file's only length, in bytes. */
const FILE_BYTES = MAGIC.length + 33;

/**
 * `vault/device`: under which name this machine's keychain holds the vault's device secret. No secret itself; without it the supervisor would have
 * to ask the keychain for every vault.
 */
export function readDeviceMark(fs: DiskFs, home: string): string | null {
  try {
    const bytes = readSmall(fs, markPath(home), FILE_BYTES + 1);
    return bytes === null ? null : (FILE.exec(bytes.toString("latin1"))?.[1] ?? null);
  } catch {
    return null; // a link or a folder in its place: the recovery words still open the vault
  }
}

/** Durable when it returns. Throws the system's error. */
export function writeDeviceMark(fs: DiskFs, home: string, id: string): void {
  replaceSmall(fs, folderOf(home, "vault"), markPath(home), Buffer.from(`${MAGIC}${id}\n`));
}

/** At every unlock. The keychain need not be asked for a vault whose passphrases do not need it. What cannot be removed now goes at the next unlock. */
export function forgetUnneeded(
  { fs, home }: { readonly fs: DiskFs; readonly home: string },
  { slots }: VaultIndex,
): void {
  removeDraft(fs, markPath(home));
  if (slots.some(({ kind }) => kind === "device")) return;
  removeQuietly(fs, markPath(home));
}

function markPath(home: string): string {
  return join(folderOf(home, "vault"), "device");
}
