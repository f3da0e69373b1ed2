import { cardOf, MAX_CARDS, type Card } from "../card.ts";
import { readJson, textIn, valueAt } from "./json.ts";
import { Malformed, parsing, type Parsed } from "./parsed.ts";
import { numberReading, textReading } from "./reading.ts";

/** PCI numbers by the words of `spdisplays_vendor`. */
const VENDORS: Readonly<Record<string, readonly [number, string]>> = {
  sppci_vendor_Apple: [0x106b, "Apple"],
  sppci_vendor_amd: [0x1002, "AMD"],
  sppci_vendor_intel: [0x8086, "Intel"],
  Intel: [0x8086, "Intel"],
  "AMD (0x1002)": [0x1002, "AMD"],
};

/** Reads `system_profiler SPDisplaysDataType -json`: which Metal devices a Mac has. */
export function readSystemProfiler(output: string): Parsed<readonly Card[]> {
  return parsing(() => {
    const list = valueAt(readJson(output), "SPDisplaysDataType");
    if (!Array.isArray(list) || list.length > MAX_CARDS)
      throw new Malformed("The output holds no list of devices.");
    return (list as unknown[]).map(readDevice);
  });
}

function readDevice(entry: unknown): Card {
  const name = textReading(textIn(entry, "sppci_model"));
  if (name.is !== "known") throw new Malformed("The output has a device without a name.");
  const [vendorId, vendor] = VENDORS[textIn(entry, "spdisplays_vendor") ?? ""] ?? [null, null];
  return cardOf({
    vendorId,
    vendor,
    name: name.value,
    // "spdisplays_metal3": which family of Metal the driver offers, and how many cores it sees.
    firmware: textReading(textIn(entry, "spdisplays_mtlgpufamilysupport")),
    partNumber: textReading(cores(textIn(entry, "sppci_cores"))),
  });
}

function cores(text: string | null): string | null {
  const number = numberReading(text, { min: 1, max: 100_000 });
  return number.is === "known" ? `${String(number.value)} cores` : null;
}
