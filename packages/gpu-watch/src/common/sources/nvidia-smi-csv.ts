import { pciAddress } from "../adapter.ts";
import { cardOf, MAX_CARDS, type Card } from "../card.ts";
import { eachOnce, Malformed, parsing, type Parsed } from "./parsed.ts";
import { flagReading, numberReading, shown, sumOf, textReading, UNKNOWN, type Reading } from "./reading.ts";

/** What is asked for in a light round: a hundredth of the work of the full report. Names of `nvidia-smi --help-query-gpu`. */
export const CSV_FIELDS = [
  "pci.bus_id",
  "name",
  "uuid",
  "driver_version",
  "vbios_version",
  "inforom.img",
  "ecc.mode.current",
  "ecc.errors.corrected.volatile.total",
  "ecc.errors.corrected.aggregate.total",
  "ecc.errors.uncorrected.volatile.total",
  "ecc.errors.uncorrected.aggregate.total",
  "retired_pages.single_bit_ecc.count",
  "retired_pages.double_bit.count",
  "retired_pages.pending",
  "pcie.link.gen.current",
  "pcie.link.gen.max",
  "pcie.link.width.current",
  "pcie.link.width.max",
  "clocks_throttle_reasons.active",
  "temperature.gpu",
  "temperature.memory",
  "power.draw",
  "power.limit",
  "power.default_limit",
  "clocks.sm",
  "clocks.max.sm",
  "memory.total",
  "memory.used",
  "memory.free",
  "utilization.gpu",
] as const;
type Field = (typeof CSV_FIELDS)[number];

/** 64 rows of at most 30 cells. */
const MAX_CHARS = 128 * 1024;

/** Reads `nvidia-smi --query-gpu=… --format=csv,noheader,nounits` with exactly the fields above. */
export function readNvidiaCsv(output: string): Parsed<readonly Card[]> {
  return parsing(() => {
    if (output.length > MAX_CHARS) throw new Malformed("The output is longer than 64 cards need.");
    const rows = output.split("\n").filter((line) => line.trim() !== "");
    if (rows.length === 0 || rows.length > MAX_CARDS || !output.endsWith("\n"))
      throw new Malformed("The output holds no cards, too many, or ends in the middle.");
    return eachOnce(rows.map(readRow));
  });
}

function readRow(line: string): Card {
  const cells = line.replace(/\r$/, "").split(", ");
  if (cells.length !== CSV_FIELDS.length)
    throw new Malformed("A line has another number of values than was asked for.");
  const text = (field: Field): string | null => cells[CSV_FIELDS.indexOf(field)]?.trim() ?? null;
  const number = (field: Field, max?: number): Reading<number> =>
    numberReading(text(field), max === undefined ? {} : { max });
  const address = pciAddress(text("pci.bus_id") ?? "");
  if (address === null) throw new Malformed("A line names no card.");
  const name = textReading(text("name"));
  return cardOf({
    address,
    vendorId: 0x10de,
    vendor: "NVIDIA",
    name: name.is === "known" ? name.value : null,
    uuid: textReading(text("uuid")),
    driver: textReading(text("driver_version")),
    vbios: textReading(text("vbios_version")),
    inforom: textReading(text("inforom.img")),
    ...readMemoryErrors(text, number),
    ...readState(text, number),
  });
}

type Text = (field: Field) => string | null;
type Number_ = (field: Field, max?: number) => Reading<number>;

function readMemoryErrors(text: Text, number: Number_): Partial<Card> {
  return {
    eccOn: flagReading(text("ecc.mode.current"), "Enabled", "Disabled"),
    correctedNow: number("ecc.errors.corrected.volatile.total"),
    correctedEver: number("ecc.errors.corrected.aggregate.total"),
    uncorrectedNow: number("ecc.errors.uncorrected.volatile.total"),
    uncorrectedEver: number("ecc.errors.uncorrected.aggregate.total"),
    retiredPages: sumOf([
      number("retired_pages.single_bit_ecc.count"),
      number("retired_pages.double_bit.count"),
    ]),
    retirementPending: flagReading(text("retired_pages.pending"), "Yes", "No"),
  };
}

function readState(text: Text, number: Number_): Partial<Card> {
  return {
    linkGen: number("pcie.link.gen.current", 10),
    linkGenMax: number("pcie.link.gen.max", 10),
    linkWidth: number("pcie.link.width.current", 32),
    linkWidthMax: number("pcie.link.width.max", 32),
    throttle: readMask(text("clocks_throttle_reasons.active")),
    temperature: number("temperature.gpu", 300),
    memoryTemperature: number("temperature.memory", 300),
    power: number("power.draw", 100_000),
    powerLimit: number("power.limit", 100_000),
    powerDefault: number("power.default_limit", 100_000),
    clock: number("clocks.sm", 100_000),
    clockMax: number("clocks.max.sm", 100_000),
    memoryTotal: number("memory.total"),
    memoryUsed: number("memory.used"),
    memoryFree: number("memory.free"),
    busy: number("utilization.gpu", 100),
  };
}

/** Bits of nvmlClocksEventReasons (nvml.h), named as the XML report names them. */
const REASONS = [
  "gpu_idle",
  "applications_clocks_setting",
  "sw_power_cap",
  "hw_slowdown",
  "sync_boost",
  "sw_thermal_slowdown",
  "hw_thermal_slowdown",
  "hw_power_brake_slowdown",
  "display_clocks_setting",
];

function readMask(text: string | null): Card["throttle"] {
  if (text === null) return UNKNOWN;
  const none = textReading(text);
  if (none.is === "none") return none;
  const digits = /^0x([0-9a-f]{16})$/i.exec(text)?.[1];
  const mask = digits === undefined ? null : Number.parseInt(digits, 16);
  if (mask === null || mask >= 2 ** REASONS.length) return { is: "unknown", raw: shown(text) };
  const active = REASONS.filter((_, bit) => (mask & (1 << bit)) !== 0);
  return { is: "known", value: active, raw: shown(text) };
}
