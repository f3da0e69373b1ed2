import { readlinkSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { toldBy, type Card } from "../common/card.ts";
import { KERNEL_FILES } from "../common/look.ts";
import {
  HWMON_FILES,
  readSysfsCard,
  SYSFS_FILES,
  type HwmonLines,
  type SysfsLines,
} from "../common/sources/sysfs-card.ts";
import { firstLine, listFolder } from "./files.ts";

/** PCI base classes: display (and "3D controller"), processing accelerator. */
const CLASSES = ["0x03", "0x12"];
/** Folders of cards that are read; a machine with more is not believed. */
const MAX_FOLDERS = 128;

/** The cards that Linux itself sees, without running anything; null when neither folder can be listed. */
export function readLinuxCards(root: string): Card[] | null {
  const drm = listFolder(join(root, "sys/class/drm"));
  const pci = listFolder(join(root, "sys/bus/pci/devices"));
  if (!drm && !pci) return null;
  const folders = [
    ...(drm ?? [])
      .filter((name) => /^card\d+$/.test(name))
      .map((name) => join(root, "sys/class/drm", name, "device")),
    ...(pci ?? [])
      .map((name) => join(root, "sys/bus/pci/devices", name))
      .filter((folder) =>
        CLASSES.some((start) => firstLine(join(folder, "class"))?.startsWith(start) === true),
      ),
  ];
  const found = new Map<string, Card>();
  for (const folder of folders.slice(0, MAX_FOLDERS)) {
    const real = resolved(folder);
    // The same card stands in both folders.
    if (real === null || found.has(real)) continue;
    const driver = driverOf(root, real);
    const card = readSysfsCard(basename(real), readLines(real), driver?.words ?? null, readHwmon(real));
    if (card) found.set(real, toldBy(KERNEL_FILES, { ...card, by: driver ? { driver: driver.by } : {} }));
  }
  return [...found.values()];
}

function readLines(folder: string): SysfsLines {
  return Object.fromEntries(
    SYSFS_FILES.map((name) => [name, firstLine(join(folder, name))]),
  ) as unknown as SysfsLines;
}

/** The card's own sensors: the first folder that its driver registered; null when there is none. */
function readHwmon(folder: string): HwmonLines | null {
  const name = listFolder(join(folder, "hwmon"))?.find((one) => /^hwmon\d+$/.test(one));
  if (name === undefined) return null;
  return Object.fromEntries(
    HWMON_FILES.map((file) => [file, firstLine(join(folder, "hwmon", name, file))]),
  ) as unknown as HwmonLines;
}

/** "nvidia 580.95.05"; a driver of the kernel itself has the kernel's version: "amdgpu 6.12.57". null: no driver is bound. */
function driverOf(root: string, folder: string): { readonly words: string; readonly by: string } | null {
  try {
    const module = basename(readlinkSync(join(folder, "driver")));
    const version = firstLine(join(root, "sys/module", module, "version"));
    const kernel = firstLine(join(root, "proc/sys/kernel/osrelease"));
    // Each is another fact: which of them could be read must not look like another driver.
    const from =
      version !== null ? "module's version" : kernel !== null ? "kernel's version" : "module's name";
    const words = [module, version ?? kernel].filter((part) => part !== null).join(" ");
    return { words, by: `${KERNEL_FILES} (${from})` };
  } catch {
    return null;
  }
}

function resolved(folder: string): string | null {
  try {
    return realpathSync(folder);
  } catch {
    return null;
  }
}
