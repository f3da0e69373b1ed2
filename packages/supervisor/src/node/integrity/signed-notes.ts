import type { AuditRecord } from "@casemate/contract";
import type { WatchedFile } from "@casemate/incidents";
import type { Home } from "../home.ts";
import { lastNote } from "../console/last-note.ts";
import type { LedgerLink } from "../console/ledger-link.ts";
import { decidedFiles, decidedPlaces } from "./watch-list.ts";

/** The log's note that a list was signed: where there is one, the list may not be missing. */
const SIGNED = "integrity.signed";
const DIGEST = /^[0-9a-f]{64}$/;

type Detail = AuditRecord["detail"];

/** What the log said when a list was last signed. `decided`: policies and lists as they were then; null where the note is of an earlier version. */
export interface LastSigned {
  readonly decided: readonly WatchedFile[] | null;
}

/** Notes the digest of every policy and list beside the list's own: so a list that is taken away takes no knowledge of them with it. */
export function noteSigned(
  ledger: LedgerLink,
  home: Home,
  files: readonly WatchedFile[],
  head: Readonly<{ why: string; sha256: string }>,
): void {
  const digests = decidedPlaces(home).map(({ group, path }) => {
    const file = files.find((one) => one.group === group && one.path === path);
    return [path, file?.sha256 ?? null] as const;
  });
  ledger.note(SIGNED, null, { ...head, files: files.length, ...Object.fromEntries(digests) });
}

/** Null when the log has never noted one. Throws when the log cannot be read. */
export async function lastSigned(ledger: LedgerLink, home: Home): Promise<LastSigned | null> {
  const newest = await lastNote(ledger, SIGNED);
  return newest && { decided: decidedOf(newest.detail, home) };
}

function decidedOf(detail: Detail, home: Home): WatchedFile[] | null {
  const places = decidedPlaces(home);
  if (places.some(({ path }) => detail[path] === undefined)) return null;
  const now = new Map(decidedFiles(home).map((file) => [file.path, file]));
  return places.flatMap(({ group, path }) => {
    const sha256 = detail[path];
    if (typeof sha256 !== "string" || !DIGEST.test(sha256)) return [];
    // The same bytes have the same size; of others only the digest is known.
    const same = now.get(path);
    return [same?.sha256 === sha256 ? same : { group, path, bytes: null, sha256 }];
  });
}
