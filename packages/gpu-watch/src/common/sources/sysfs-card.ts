import { pciAddress, vendorName } from "../adapter.ts";
import { cardOf, type Card } from "../card.ts";
import { numberReading, textReading, UNKNOWN, type Reading } from "./reading.ts";

/** What is read of a card under /sys/bus/pci/devices/ADDRESS, one line each. */
export const SYSFS_FILES = [
  "vendor",
  "device",
  "subsystem_vendor",
  "subsystem_device",
  "vbios_version",
  "current_link_speed",
  "max_link_speed",
  "current_link_width",
  "max_link_width",
  "mem_info_vram_total",
  "mem_info_vram_used",
  "gpu_busy_percent",
  "unique_id",
  "pcie_replay_count",
] as const;
export type SysfsFile = (typeof SYSFS_FILES)[number];
/** First lines by file name; null for those that are not there. */
export type SysfsLines = Readonly<Record<SysfsFile, string | null>>;

const BYTES_PER_MIB = 1024 * 1024;
/** Transfer rates of the generations of PCI Express as the kernel writes them (drivers/pci/probe.c). */
const GENERATIONS: Readonly<Record<string, number>> = {
  "2.5": 1,
  "5.0": 2,
  "8.0": 3,
  "16.0": 4,
  "32.0": 5,
  "64.0": 6,
};

/** One card of Linux's own files; `driver` is the name of the bound kernel module with its version. */
export function readSysfsCard(folder: string, lines: SysfsLines, driver: string | null): Card | null {
  const vendorId = hex(lines.vendor);
  if (vendorId === null) return null;
  const vendor = vendorName(vendorId);
  const device = hex(lines.device);
  const total = inMiB(lines.mem_info_vram_total);
  return cardOf({
    address: pciAddress(folder),
    vendorId,
    vendor,
    name: device === null ? null : `${vendor} device 0x${fourDigits(device)}`,
    driver: textReading(driver),
    vbios: textReading(lines.vbios_version),
    uuid: textReading(lines.unique_id),
    device: pair(vendorId, device),
    subsystem: pair(hex(lines.subsystem_vendor), hex(lines.subsystem_device)),
    linkGen: generation(lines.current_link_speed),
    linkGenMax: generation(lines.max_link_speed),
    linkWidth: numberReading(lines.current_link_width, { min: 1, max: 32 }),
    linkWidthMax: numberReading(lines.max_link_width, { min: 1, max: 32 }),
    replays: numberReading(lines.pcie_replay_count),
    memoryTotal: total,
    memoryUsed: inMiB(lines.mem_info_vram_used),
    busy: numberReading(lines.gpu_busy_percent, { max: 100 }),
  });
}

function hex(text: string | null): number | null {
  const digits = /^0x([0-9a-f]{4})$/i.exec(text ?? "")?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

function fourDigits(value: number): string {
  return value.toString(16).padStart(4, "0");
}

function pair(vendor: number | null, device: number | null): Reading<string> {
  return vendor === null || device === null
    ? UNKNOWN
    : textReading(`${fourDigits(vendor)}:${fourDigits(device)}`);
}

/** "16.0 GT/s PCIe" is generation 4. */
function generation(text: string | null): Reading<number> {
  if (text === null) return UNKNOWN;
  const rate = /^(\d{1,2}\.\d) GT\/s(?: PCIe)?$/.exec(text)?.[1];
  const value = rate === undefined ? undefined : GENERATIONS[rate];
  const raw = textReading(text).raw;
  return value === undefined ? { is: "unknown", raw } : { is: "known", value, raw };
}

function inMiB(text: string | null): Reading<number> {
  const bytes = numberReading(text, { min: 1 });
  return bytes.is === "known" ? { ...bytes, value: Math.round(bytes.value / BYTES_PER_MIB) } : bytes;
}
