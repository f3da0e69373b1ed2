import { randomBytes } from "node:crypto";
import {
  RECOVERY_SLOT,
  REGION_BYTES,
  REGION_COUNT,
  SLOT_BYTES,
  SLOT_COUNT,
  STATE_BYTES,
} from "../common/header-layout.ts";
import { withFile, writeAll, type DiskFs } from "./disk-fs.ts";
import { changedRegion, type Region } from "./header-region.ts";
import { clearSlot, type DuressLevel } from "./key-slots.ts";

/**
 * Overwrites both copies of the header after every passphrase that does not open the vault. After a wrong one nothing but the epoch changes. After
 * a duress passphrase of level 2 every slot but that of the recovery words is random, after level 3 all of them and the pointer to the
 * index. Who watches the disk sees the same writes each time, and slots that look as random as before.
 */
export function rewriteHeader(fs: DiskFs, path: string, newest: Region, duress: DuressLevel | null): void {
  const slots = Buffer.from(newest.slots);
  const cleared = duress === 3 ? SLOT_COUNT : duress === 2 ? RECOVERY_SLOT : 0;
  // Random bytes are drawn for every slot each time: drawing none would be a shorter way.
  const spoilt = Buffer.from(slots);
  for (let index = 0; index < SLOT_COUNT; index++) clearSlot(spoilt, index);
  slots.set(spoilt.subarray(0, cleared * SLOT_BYTES), 0);
  const random = randomBytes(STATE_BYTES);
  const state = duress === 3 ? random : newest.state;
  try {
    withFile(fs, fs.openWrite(path), (fd) => {
      for (let copy = 1; copy <= REGION_COUNT; copy++) {
        const epoch = newest.epoch + copy;
        const region = changedRegion(newest, { epoch, slots, state });
        writeAll(fs, fd, region, (epoch % REGION_COUNT) * REGION_BYTES);
        fs.sync(fd);
      }
    });
  } catch {
    // A disk that cannot be written must not make the answer another one.
  }
}
