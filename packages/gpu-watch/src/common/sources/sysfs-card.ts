import { pciAddress, vendorName } from "../adapter.ts";
import { cardOf, type Card } from "../card.ts";
import { chipNumber, clearer, numberReading, textReading, UNKNOWN, type Reading } from "./reading.ts";

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
/** What is read of the card's sensors under hwmon/hwmonN/ (kernel documentation of amdgpu and of hwmon's sysfs interface), one line each. */
export const HWMON_FILES = [
  "temp1_input",
  "temp1_crit",
  "temp3_input",
  "temp3_label",
  "power1_average",
  "power1_input",
  "power1_cap",
  "power1_cap_default",
  "freq1_input",
  "fan1_input",
] as const;
export type HwmonLines = Readonly<Record<(typeof HWMON_FILES)[number], string | null>>;

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
export function readSysfsCard(
  folder: string,
  lines: SysfsLines,
  driver: string | null,
  sensors: HwmonLines | null = null,
): Card | null {
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
    uuid: chipNumber(lines.unique_id),
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
    ...(sensors === null ? {} : readSensors(sensors)),
  });
}

/** Sensors hotter or colder than this are no sensors, in degrees Celsius. */
const DEGREES = { min: -50, max: 250 };
const MAX_WATTS = 5000;
const MAX_MHZ = 20_000;
const MAX_RPM = 100_000;

/** hwmon tells thousandths of degrees, millionths of watts, hertz, and revolutions a minute. */
function readSensors(lines: HwmonLines): Partial<Card> {
  const watts = { min: 0, max: MAX_WATTS };
  return {
    temperature: scaled(lines.temp1_input, 1000, DEGREES),
    temperatureLimit: scaled(lines.temp1_crit, 1000, DEGREES),
    memoryTemperature: lines.temp3_label === "mem" ? scaled(lines.temp3_input, 1000, DEGREES) : UNKNOWN,
    power: clearer(scaled(lines.power1_average, 1e6, watts), scaled(lines.power1_input, 1e6, watts)),
    powerLimit: scaled(lines.power1_cap, 1e6, watts),
    powerDefault: scaled(lines.power1_cap_default, 1e6, watts),
    clock: scaled(lines.freq1_input, 1e6, { min: 0, max: MAX_MHZ }),
    fan: numberReading(lines.fan1_input, { max: MAX_RPM }),
  };
}

function scaled(text: string | null, by: number, range: { min: number; max: number }): Reading<number> {
  const found = numberReading(text, { min: range.min * by, max: range.max * by });
  return found.is === "known" ? { ...found, value: found.value / by } : found;
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
