import { pciAddress } from "../adapter.ts";
import { cardOf, joinCards, MAX_CARDS, type Card } from "../card.ts";
import { readJson, textIn, valueAt } from "./json.ts";
import { eachOnce, Malformed, parsing, type Parsed } from "./parsed.ts";
import { chipNumber, inRange, shown, textReading, UNKNOWN, type Range, type Reading } from "./reading.ts";

/** PCI number of AMD. */
const AMD = 0x1002;

/** Reads `amd-smi static --json` and `amd-smi metric --json` of one moment (ROCm 6.1 to 7). Cards are matched by the number the tool gives them. */
export function readAmdSmi(staticOutput: string, metricOutput: string): Parsed<readonly Card[]> {
  return parsing(() => {
    const statics = byNumber(readJson(staticOutput));
    const metrics = byNumber(readJson(metricOutput));
    const cards = [...statics].map(([number, entry]) => {
      const metric = metrics.get(number);
      const card = readStatic(entry);
      return metric === undefined ? card : joinCards(card, readMetric(metric));
    });
    return eachOnce(cards);
  });
}

/** A list of cards; since ROCm 7 inside `gpu_data`. */
function byNumber(answer: unknown): Map<number, unknown> {
  const list = Array.isArray(answer) ? (answer as unknown[]) : valueAt(answer, "gpu_data");
  if (!Array.isArray(list) || list.length > MAX_CARDS)
    throw new Malformed("The output holds no list of cards.");
  const found = new Map<number, unknown>();
  for (const entry of list as unknown[]) {
    const number = valueAt(entry, "gpu");
    if (typeof number !== "number" || !Number.isInteger(number) || number < 0 || found.has(number))
      throw new Malformed("The output has a card without a number, or one twice.");
    found.set(number, entry);
  }
  return found;
}

function readStatic(entry: unknown): Card {
  const address = pciAddress(textIn(entry, "bus", "bdf") ?? "");
  if (address === null) throw new Malformed("The output has a card without an address.");
  const name = textReading(textIn(entry, "asic", "market_name"));
  const image = valueAt(entry, "vbios") === undefined ? "ifwi" : "vbios";
  const device = hex(textIn(entry, "asic", "device_id"));
  return cardOf({
    address,
    vendorId: AMD,
    vendor: "AMD",
    name: name.is === "known" ? name.value : null,
    driver: textReading(textIn(entry, "driver", "version")),
    vbios: textReading(textIn(entry, image, "part_number")),
    firmware: textReading(textIn(entry, image, "version")),
    partNumber: textReading(textIn(entry, "board", "model_number")),
    uuid: chipNumber(textIn(entry, "asic", "asic_serial")),
    device: device === null ? UNKNOWN : textReading(`1002:${device}`),
    linkWidthMax: amount(valueAt(entry, "bus", "max_pcie_width"), { max: 32 }),
    temperatureLimit: amount(valueAt(entry, "limit", "slowdown_hotspot_temperature"), {
      unit: "C",
      max: 300,
    }),
    powerLimit: amount(valueAt(entry, "limit", "socket_power"), { unit: "W" }),
    powerDefault: amount(valueAt(entry, "limit", "max_power"), { unit: "W" }),
    eccOn: readEccState(valueAt(entry, "ras", "ecc_block_state")),
  });
}

/** `ecc_block_state` names each block; UMC is the memory a model lies in. */
function readEccState(blocks: unknown): Reading<boolean> {
  if (blocks === "N/A") return { is: "none", raw: "N/A" };
  const memory = textIn(blocks, "UMC") ?? textIn(blocks, "umc");
  if (memory === "ENABLED" || memory === "DISABLED")
    return { is: "known", value: memory === "ENABLED", raw: memory };
  return { is: "unknown", raw: shown(memory ?? "") };
}

function readMetric(entry: unknown): Card {
  const at = (...path: string[]): unknown => valueAt(entry, ...path);
  return cardOf({
    correctedNow: amount(at("ecc", "total_correctable_count"), {}),
    uncorrectedNow: amount(at("ecc", "total_uncorrectable_count"), {}),
    linkWidth: amount(at("pcie", "width"), { max: 32 }),
    replays: amount(at("pcie", "replay_count"), {}),
    throttle: readThrottle(at("power", "throttle_status")),
    temperature: amount(at("temperature", "hotspot"), { unit: "C", max: 200 }),
    memoryTemperature: amount(at("temperature", "mem"), { unit: "C", max: 200 }),
    power: amount(at("power", "socket_power"), { unit: "W" }),
    clock: amount(at("clock", "gfx_0", "clk"), { unit: "MHz" }),
    clockMax: amount(at("clock", "gfx_0", "max_clk"), { unit: "MHz" }),
    memoryTotal: amount(at("mem_usage", "total_vram"), { unit: "MB" }),
    memoryUsed: amount(at("mem_usage", "used_vram"), { unit: "MB" }),
    memoryFree: amount(at("mem_usage", "free_vram"), { unit: "MB" }),
    busy: amount(at("usage", "gfx_activity"), { unit: "%", max: 100 }),
  });
}

function readThrottle(status: unknown): Card["throttle"] {
  if (status === "N/A") return { is: "none", raw: "N/A" };
  if (status === "UNTHROTTLED") return { is: "known", value: [], raw: status };
  if (status === "THROTTLED") return { is: "known", value: ["throttled"], raw: status };
  return { is: "unknown", raw: typeof status === "string" ? shown(status) : "" };
}

/** A number, or `{value, unit}` with exactly this unit; "N/A" is not there. A number written as text is not how the tool writes numbers. */
function amount(value: unknown, range: Range): Reading<number> {
  if (value === "N/A") return { is: "none", raw: "N/A" };
  const number = typeof value === "number" ? value : valueAt(value, "value");
  if (number === "N/A") return { is: "none", raw: "N/A" };
  const raw = shown(typeof number === "number" ? String(number) : JSON.stringify(value ?? "").slice(0, 1000));
  if (typeof number !== "number") return { is: "unknown", raw };
  const unit = typeof value === "number" ? range.unit : valueAt(value, "unit");
  return unit === range.unit || (range.unit === undefined && unit === "")
    ? inRange(number, range, raw)
    : { is: "unknown", raw };
}

function hex(text: string | null): string | null {
  return /^0x([0-9a-f]{4})$/i.exec(text ?? "")?.[1]?.toLowerCase() ?? null;
}
