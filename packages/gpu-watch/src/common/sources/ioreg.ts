import { cardOf, MAX_CARDS, type Card } from "../card.ts";
import { Malformed, parsing, type Parsed } from "./parsed.ts";
import { dictionary, readPlist, type Plist } from "./plist.ts";
import { inRange, textReading, UNKNOWN, type Reading } from "./reading.ts";
import { readXml } from "./xml.ts";

const BYTES_PER_MIB = 1024 * 1024;

/** Reads `ioreg -a -r -d 1 -c IOAccelerator`: Apple's accelerators with their statistics. An empty output is an empty list. */
export function readIoreg(output: string): Parsed<readonly Card[]> {
  return parsing(() => {
    if (output.trim() === "") return [];
    const list = readPlist(readXml(output));
    if (!Array.isArray(list) || list.length > MAX_CARDS)
      throw new Malformed("The output holds no list of devices.");
    return (list as readonly Plist[]).map(readAccelerator);
  });
}

function readAccelerator(entry: Plist): Card {
  const device = dictionary(entry);
  if (!device) throw new Malformed("The output has a device that is none.");
  const statistics = dictionary(device.get("PerformanceStatistics"));
  const used = count(statistics?.get("In use system memory"));
  return cardOf({
    vendorId: 0x106b,
    vendor: "Apple",
    device: chip(device.get("IONameMatched")),
    driver: text(device.get("IOSourceVersion")),
    firmware: text(device.get("MetalPluginName")),
    busy: count(statistics?.get("Device Utilization %"), 100),
    memoryUsed: used.is === "known" ? { ...used, value: Math.round(used.value / BYTES_PER_MIB) } : used,
    // No Apple GPU has memory of its own with error correction, pages to retire or a PCI Express link.
    eccOn: { is: "none", raw: "" },
    correctedNow: { is: "none", raw: "" },
    correctedEver: { is: "none", raw: "" },
    uncorrectedNow: { is: "none", raw: "" },
    uncorrectedEver: { is: "none", raw: "" },
    retiredPages: { is: "none", raw: "" },
    remappedRows: { is: "none", raw: "" },
    linkWidth: { is: "none", raw: "" },
    linkGen: { is: "none", raw: "" },
    replays: { is: "none", raw: "" },
  });
}

/** "gpu,t8112": which chip. */
function chip(value: Plist | undefined): Reading<string> {
  const reading = text(value);
  return reading.is === "known" && !/^gpu,[a-z0-9]{1,20}$/.test(reading.value)
    ? { is: "unknown", raw: reading.raw }
    : reading;
}

function text(value: Plist | undefined): Reading<string> {
  return typeof value === "string" ? textReading(value) : UNKNOWN;
}

function count(value: Plist | undefined, max?: number): Reading<number> {
  return typeof value === "number"
    ? inRange(value, max === undefined ? {} : { max }, String(value))
    : UNKNOWN;
}
