import type { In, Out } from "@casemate/contract";
import type { keeperContract, StoredFile } from "@casemate/vault";
import type { KeeperClient } from "./keeper-link.ts";

type RecordInfo = Out<(typeof keeperContract)["record.list"]>["records"][number];

/** Every file in the vault. */
export function listFiles(keys: KeeperClient): Promise<StoredFile[]> {
  return allPages(async (after) => {
    const { files, next } = await keys.call("file.list", { after });
    return { entries: files, next };
  });
}

/** Every record of a kind, without its data. */
export function listRecords(keys: KeeperClient, kind: string): Promise<RecordInfo[]> {
  return allPages(async (after) => {
    const { records, next } = await keys.call("record.list", { kind, after });
    return { entries: records, next };
  });
}

type After = In<(typeof keeperContract)["file.list"]>["after"];

/** The keeper begins again where an entry was removed between two pages: no entry is left out, and none is answered twice. */
async function allPages<T extends { readonly id: string }>(
  page: (after: After) => Promise<{ entries: T[]; next: After }>,
): Promise<T[]> {
  const found = new Map<string, T>();
  for (let after: After = null; ;) {
    const { entries, next } = await page(after);
    for (const entry of entries) found.set(entry.id, entry);
    if (next === null) return [...found.values()];
    after = next;
  }
}
