import { readlinkSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { pciAddress, vendorName, type Adapter } from "../common/adapter.ts";
import type { Findings } from "../common/detection.ts";
import { firstLine as line, listFolder as list } from "./files.ts";

/** PCI base class 0x03 is display (and "3D controller"), 0x12 processing accelerator. */
const PCI_CLASSES = [0x03, 0x12];
const MIB = 1024 * 1024;

/**
 * Reads the kernel's own files, without running anything: /sys/class/drm, /sys/bus/pci/devices and /proc/driver/nvidia/version.
 * `root` is "/" and a fixture in tests. null when neither of the two folders can be read: then nothing was looked at.
 */
export function readSysfs(root: string): Findings {
  const drm = list(join(root, "sys/class/drm"));
  const pci = list(join(root, "sys/bus/pci/devices"));
  if (!drm && !pci) return null;
  const folders = [
    ...(drm ?? [])
      .filter((name) => /^card\d+$/.test(name))
      .map((name) => join(root, "sys/class/drm", name, "device")),
    ...(pci ?? [])
      .filter((name) => isGraphics(join(root, "sys/bus/pci/devices", name)))
      .map((name) => join(root, "sys/bus/pci/devices", name)),
  ];
  const nvidia = nvidiaDriver(root);
  const adapters = folders.flatMap((folder) => readDevice(folder, nvidia) ?? []);
  // The same card stands in both folders.
  return adapters.filter(
    ({ address }, index) =>
      address === null || adapters.findIndex((other) => other.address === address) === index,
  );
}

function readDevice(folder: string, nvidia: string | null): Adapter | null {
  const vendorId = hex(join(folder, "vendor"));
  const device = hex(join(folder, "device"));
  if (vendorId === null) return null;
  const vendor = vendorName(vendorId);
  const module = driverName(folder);
  const memory = Number(line(join(folder, "mem_info_vram_total")) ?? "NaN");
  return {
    address: addressOf(folder),
    vendorId,
    vendor,
    name: device === null ? null : `${vendor} device 0x${device.toString(16).padStart(4, "0")}`,
    memoryMiB: Number.isSafeInteger(memory) && memory > 0 ? Math.round(memory / MIB) : null,
    driver: vendorId === 0x10de && nvidia !== null ? nvidia : module,
  };
}

function isGraphics(folder: string): boolean {
  const code = hex(join(folder, "class"));
  return code !== null && PCI_CLASSES.includes(Math.floor(code / 0x10000));
}

/** "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95.05  …" → "nvidia 580.95.05". */
function nvidiaDriver(root: string): string | null {
  const version = /\b(\d{3,}\.\d+(?:\.\d+)?)\b/.exec(
    line(join(root, "proc/driver/nvidia/version")) ?? "",
  )?.[1];
  return version === undefined ? null : `nvidia ${version}`;
}

function driverName(folder: string): string | null {
  try {
    return basename(readlinkSync(join(folder, "driver")));
  } catch {
    return null;
  }
}

function addressOf(folder: string): string | null {
  try {
    return pciAddress(basename(realpathSync(folder)));
  } catch {
    return null;
  }
}

function hex(path: string): number | null {
  const match = /^0x([0-9a-f]{4,8})$/i.exec(line(path) ?? "");
  return match ? Number.parseInt(match[1] ?? "", 16) : null;
}
