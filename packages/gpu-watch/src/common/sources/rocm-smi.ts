import { pciAddress } from "../adapter.ts";
import { cardOf, MAX_CARDS, type Card } from "../card.ts";
import { readJson, textIn, valueAt } from "./json.ts";
import { eachOnce, Malformed, parsing, type Parsed } from "./parsed.ts";
import {
  chipNumber,
  numberReading,
  shown,
  textReading,
  UNKNOWN,
  type Range,
  type Reading,
} from "./reading.ts";

const BYTES_PER_MIB = 1024 * 1024;

/** Reads `rocm-smi -a --json` (older machines without amd-smi). This tool writes every number as text. */
export function readRocmSmi(output: string): Parsed<readonly Card[]> {
  return parsing(() => {
    const answer = readJson(output);
    if (typeof answer !== "object" || answer === null || Array.isArray(answer))
      throw new Malformed("The output holds no cards.");
    const driver = textReading(textIn(answer, "system", "Driver version"));
    const names = Object.keys(answer).filter((name) => /^card\d{1,3}$/.test(name));
    if (names.length === 0 || names.length > MAX_CARDS)
      throw new Malformed("The output holds no cards, or too many.");
    return eachOnce(names.map((name) => readCard(valueAt(answer, name), driver)));
  });
}

function readCard(entry: unknown, driver: Reading<string>): Card {
  const text = (...names: string[]): string | null =>
    names.map((name) => textIn(entry, name)).find((found) => found !== null) ?? null;
  const number = (range: Range, ...names: string[]): Reading<number> => numberReading(text(...names), range);
  const address = pciAddress(text("PCI Bus") ?? "");
  if (address === null) throw new Malformed("The output has a card without an address.");
  const name = textReading(text("Card Series", "Card series", "Device Name"));
  const device = /^0x([0-9a-f]{4})$/i.exec(text("Device ID", "GPU ID") ?? "")?.[1]?.toLowerCase();
  const total = inMiB(number({}, "VRAM Total Memory (B)"));
  const used = inMiB(number({}, "VRAM Total Used Memory (B)"));
  return cardOf({
    address,
    vendorId: 0x1002,
    vendor: "AMD",
    name: name.is === "known" ? name.value : null,
    driver,
    vbios: textReading(text("VBIOS version")),
    firmware: readFirmware(entry),
    partNumber: textReading(text("Card SKU")),
    uuid: chipNumber(text("Unique ID")),
    device: device === undefined ? UNKNOWN : textReading(`1002:${device}`),
    replays: number({}, "PCIe Replay Count"),
    temperature: number({ max: 200 }, "Temperature (Sensor junction) (C)", "Temperature (Sensor edge) (C)"),
    memoryTemperature: number({ max: 200 }, "Temperature (Sensor memory) (C)"),
    power: number({}, "Average Graphics Package Power (W)", "Current Socket Graphics Package Power (W)"),
    powerLimit: number({}, "Max Graphics Package Power (W)"),
    clock: readClock(text("sclk clock speed:")),
    memoryTotal: total,
    memoryUsed: used,
    memoryFree: difference(total, used),
    busy: number({ max: 100 }, "GPU use (%)"),
  });
}

/** The versions of the microcodes that decide what the card does, as one line. */
function readFirmware(entry: unknown): Reading<string> {
  const parts = ["SMC", "SOS", "MEC", "RLC", "SDMA"].flatMap((name) => {
    const version = textIn(entry, `${name} firmware version`);
    return version === null ? [] : [`${name} ${version}`];
  });
  return parts.length === 0 ? UNKNOWN : textReading(parts.join(", "));
}

function readClock(text: string | null): Reading<number> {
  const digits = /^\((\d{1,5})Mhz\)$/.exec(text ?? "")?.[1];
  return digits === undefined ? { is: "unknown", raw: shown(text ?? "") } : numberReading(digits);
}

function inMiB(bytes: Reading<number>): Reading<number> {
  return bytes.is === "known" ? { ...bytes, value: Math.round(bytes.value / BYTES_PER_MIB) } : bytes;
}

function difference(total: Reading<number>, used: Reading<number>): Reading<number> {
  if (total.is !== "known" || used.is !== "known" || used.value > total.value) return UNKNOWN;
  return { is: "known", value: total.value - used.value, raw: `${total.raw} - ${used.raw}` };
}
