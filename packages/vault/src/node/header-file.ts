import { REGION_BYTES, REGION_COUNT } from "../common/header-layout.ts";
import { systemCode } from "./disk-error.ts";
import { readSmall, replaceSmall, withFile, writeAll, type DiskFs } from "./disk-fs.ts";
import { buildRegion, parseRegion, type IndexPointer, type Region } from "./header-region.ts";

export type HeaderReading =
  | { readonly state: "absent" }
  | { readonly state: "damaged" }
  /** Something else stands in its place, or the system does not let us read it. */
  | { readonly state: "unreadable" }
  /** `other` is the second copy, when it is whole too. */
  | { readonly state: "ok"; readonly newest: Region; readonly other: Region | null };

/** Reads both copies; one whole copy is enough. */
export function readHeader(fs: DiskFs, path: string): HeaderReading {
  let bytes: Buffer | null;
  try {
    bytes = readSmall(fs, path, REGION_COUNT * REGION_BYTES);
  } catch (error) {
    if (systemCode(error) === "") throw error;
    return { state: "unreadable" };
  }
  if (bytes === null) return { state: "absent" };
  const regions = [0, 1]
    .map((place) => parseRegion(bytes.subarray(place * REGION_BYTES, (place + 1) * REGION_BYTES), place))
    .filter((region) => region !== null);
  const [newest, other] = regions.sort((a, b) => b.epoch - a.epoch);
  return newest ? { state: "ok", newest, other: other ?? null } : { state: "damaged" };
}

export interface HeaderContent {
  readonly identity: Uint8Array;
  readonly slots: Uint8Array;
  readonly pointer: IndexPointer;
}

/** Writes a new vault's header: appears with both copies or not at all. */
export function createHeader(
  fs: DiskFs,
  folder: string,
  path: string,
  content: HeaderContent,
  masterKey: Uint8Array,
): void {
  const region = (epoch: number): Buffer =>
    buildRegion(content.identity, epoch, content.slots, content.pointer, masterKey);
  replaceSmall(fs, folder, path, Buffer.concat([region(2), region(3)]));
}

/**
 * Overwrites both copies in place, older one first, each synced before the next: at every moment one of them is whole. The first sync is
 * the commit. Overwriting both is on purpose: the old index key must not survive in the other copy.
 */
export function overwriteHeader(
  fs: DiskFs,
  path: string,
  newestEpoch: number,
  content: HeaderContent,
  masterKey: Uint8Array,
): number {
  return withFile(fs, fs.openWrite(path), (fd) => {
    let epoch = newestEpoch;
    for (let copy = 0; copy < REGION_COUNT; copy++) {
      epoch += 1;
      writeAll(
        fs,
        fd,
        buildRegion(content.identity, epoch, content.slots, content.pointer, masterKey),
        (epoch % REGION_COUNT) * REGION_BYTES,
      );
      fs.sync(fd);
    }
    return epoch;
  });
}
