import { pciAddress } from "../adapter.ts";
import { cardOf, MAX_CARDS, MAX_PROCESSES, type Card, type Process } from "../card.ts";
import { eachOnce, Malformed, parsing, type Parsed } from "./parsed.ts";
import {
  flagReading,
  inRange,
  MAX_TEXT,
  numberReading,
  shown,
  sumOf,
  textReading,
  UNKNOWN,
  type Range,
  type Reading,
} from "./reading.ts";
import { only, readXml, textAt, type Element } from "./xml.ts";

/** PCI number of NVIDIA. */
const NVIDIA = 0x10de;
const YES_NO = ["Yes", "No"] as const;
const ON_OFF = ["Enabled", "Disabled"] as const;
const MIB: Range = { unit: "MiB" };
const WATT: Range = { unit: "W", max: 100_000 };
const MHZ: Range = { unit: "MHz", max: 100_000 };
const CELSIUS: Range = { unit: "C", max: 200 };

/** Reads `nvidia-smi -q -x` (nvsmi_device_v10 to v13). A field in another shape than the driver writes is unknown; a broken document is refused. */
export function readNvidiaXml(output: string): Parsed<readonly Card[]> {
  return parsing(() => {
    const log = readXml(output);
    if (log.name !== "nvidia_smi_log") throw new Malformed("The output is not a report of nvidia-smi.");
    const gpus = log.children.filter(({ name }) => name === "gpu");
    const attached = numberReading(textAt(log, "attached_gpus"), { max: MAX_CARDS });
    if (attached.is !== "known" || attached.value !== gpus.length)
      throw new Malformed("The report holds another number of cards than it says.");
    const driver = textReading(textAt(log, "driver_version"));
    return eachOnce(gpus.map((gpu) => readGpu(gpu, driver)));
  });
}

function readGpu(gpu: Element, driver: Reading<string>): Card {
  const address = pciAddress(gpu.attributes.get("id") ?? "");
  if (address === null) throw new Malformed("The report has a card without an address.");
  const name = textReading(textAt(gpu, "product_name"));
  return cardOf({
    address,
    vendorId: NVIDIA,
    vendor: "NVIDIA",
    name: name.is === "known" ? name.value : null,
    driver,
    ...readIdentity(gpu),
    ...readEcc(gpu),
    ...readLink(gpu),
    ...readOperation(gpu),
    processes: readProcesses(gpu),
  });
}

function readIdentity(gpu: Element): Partial<Card> {
  return {
    vbios: textReading(textAt(gpu, "vbios_version")),
    firmware: textReading(textAt(gpu, "gsp_firmware_version")),
    inforom: textReading(textAt(gpu, "inforom_version/img_version")),
    partNumber: textReading(textAt(gpu, "board_part_number")),
    uuid: textReading(textAt(gpu, "uuid")),
    device: pciPair(textAt(gpu, "pci/pci_device_id")),
    subsystem: pciPair(textAt(gpu, "pci/pci_sub_system_id")),
    virtualization: textReading(textAt(gpu, "gpu_virtualization_mode/virtualization_mode")),
  };
}

/** "20B210DE" is device 20b2 of vendor 10de. */
function pciPair(text: string | null): Reading<string> {
  const [, device = "", vendor = ""] = /^(?:0x)?([0-9A-F]{4})([0-9A-F]{4})$/i.exec(text ?? "") ?? [];
  return device === "" ? textReadingOrUnknown(text) : textReading(`${vendor}:${device}`.toLowerCase());
}

function textReadingOrUnknown(text: string | null): Reading<string> {
  const reading = textReading(text);
  return reading.is === "known" ? { is: "unknown", raw: reading.raw } : reading;
}

function readEcc(gpu: Element): Partial<Card> {
  const errors = only(gpu, "ecc_errors");
  const remapped = only(gpu, "remapped_rows");
  const rows = (name: string): string | null =>
    remapped?.children.length === 0 ? remapped.text : textAt(gpu, `remapped_rows/${name}`);
  const retired = (name: string): Reading<number> =>
    numberReading(textAt(gpu, `retired_pages/${name}/retired_count`));
  return {
    eccOn: flagReading(textAt(gpu, "ecc_mode/current_ecc"), ...ON_OFF),
    eccPending: flagReading(textAt(gpu, "ecc_mode/pending_ecc"), ...ON_OFF),
    correctedNow: counters(errors, "volatile", "single_bit", ["sram_correctable", "dram_correctable"]),
    correctedEver: counters(errors, "aggregate", "single_bit", ["sram_correctable", "dram_correctable"]),
    uncorrectedNow: counters(errors, "volatile", "double_bit", UNCORRECTED),
    uncorrectedEver: counters(errors, "aggregate", "double_bit", UNCORRECTED),
    retiredPages: sumOf([retired("multiple_single_bit_retirement"), retired("double_bit_retirement")]),
    retirementPending: flagReading(textAt(gpu, "retired_pages/pending_retirement"), ...YES_NO),
    remappedRows: sumOf([numberReading(rows("remapped_row_corr")), numberReading(rows("remapped_row_unc"))]),
    remapPending: flagReading(rows("remapped_row_pending"), ...YES_NO),
    remapFailed: flagReading(rows("remapped_row_failure"), ...YES_NO),
  };
}

/** v12 has one counter for SRAM, v13 two in its place. */
const UNCORRECTED = [
  "sram_uncorrectable",
  "sram_uncorrectable_parity",
  "sram_uncorrectable_secded",
  "dram_uncorrectable",
];

/** v10 and v11 add up themselves (`old`/total); later ones name each kind of memory. */
function counters(
  errors: Element | null,
  scope: string,
  old: string,
  names: readonly string[],
): Reading<number> {
  const found = errors === null ? null : only(errors, scope);
  if (found === null) return UNKNOWN;
  if (only(found, old) !== null) return numberReading(textAt(found, `${old}/total`));
  const there = names.filter((name) => only(found, name) !== null);
  // DRAM is what a model lies in: a report without it is no report.
  if (!there.some((name) => name.startsWith("dram_")) || there.length < 2) return UNKNOWN;
  return sumOf(there.map((name) => numberReading(textAt(found, name))));
}

function readLink(gpu: Element): Partial<Card> {
  const link = "pci/pci_gpu_link_info";
  const lanes = (name: string): Reading<number> => {
    const text = textAt(gpu, `${link}/link_widths/${name}`);
    return numberReading(text?.replace(/^(\d{1,2})x$/, "$1") ?? null, { min: 1, max: 32 });
  };
  const generation = (name: string): Reading<number> =>
    numberReading(textAt(gpu, `${link}/pcie_gen/${name}`), { min: 1, max: 10 });
  return {
    linkGen: generation("current_link_gen"),
    linkGenMax: generation("max_link_gen"),
    linkWidth: lanes("current_link_width"),
    linkWidthMax: lanes("max_link_width"),
    replays: numberReading(textAt(gpu, "pci/replay_counter")),
  };
}

function readOperation(gpu: Element): Partial<Card> {
  const power = only(gpu, "gpu_power_readings") === null ? "power_readings" : "gpu_power_readings";
  const first = (...paths: string[]): string | null =>
    paths.map((path) => textAt(gpu, path)).find((text) => text !== null) ?? null;
  return {
    throttle: readThrottle(only(gpu, "clocks_event_reasons") ?? only(gpu, "clocks_throttle_reasons")),
    temperature: numberReading(textAt(gpu, "temperature/gpu_temp"), CELSIUS),
    temperatureLimit: readLimit(gpu),
    memoryTemperature: numberReading(textAt(gpu, "temperature/memory_temp"), CELSIUS),
    power: numberReading(first(`${power}/power_draw`, `${power}/instant_power_draw`), WATT),
    powerLimit: numberReading(first(`${power}/current_power_limit`, `${power}/power_limit`), WATT),
    powerDefault: numberReading(textAt(gpu, `${power}/default_power_limit`), WATT),
    clock: numberReading(textAt(gpu, "clocks/sm_clock"), MHZ),
    clockMax: numberReading(textAt(gpu, "max_clocks/sm_clock"), MHZ),
    memoryTotal: numberReading(textAt(gpu, "fb_memory_usage/total"), MIB),
    memoryUsed: numberReading(textAt(gpu, "fb_memory_usage/used"), MIB),
    memoryFree: numberReading(textAt(gpu, "fb_memory_usage/free"), MIB),
    busy: numberReading(textAt(gpu, "utilization/gpu_util"), { unit: "%", max: 100 }),
  };
}

/**
 * Where the card slows down. Since Ada the driver does not give that temperature any more but how far away it is now (T.Limit: NVML,
 * nvmlDeviceGetMarginTemperature), which may be below zero.
 */
function readLimit(gpu: Element): Reading<number> {
  const limit = numberReading(textAt(gpu, "temperature/gpu_temp_slow_threshold"), CELSIUS);
  const margin = numberReading(textAt(gpu, "temperature/gpu_temp_tlimit"), { ...CELSIUS, min: -200 });
  const now = numberReading(textAt(gpu, "temperature/gpu_temp"), CELSIUS);
  if (limit.is === "known" || margin.is !== "known" || now.is !== "known") return limit;
  return inRange(now.value + margin.value, CELSIUS, shown(`${now.raw} + ${margin.raw}`));
}

function readThrottle(reasons: Element | null): Card["throttle"] {
  if (reasons === null || reasons.children.length === 0) return textListUnknown(reasons?.text ?? "");
  const states = reasons.children.map(({ name, text }) => ({
    name: name.replace(/^clocks_(?:event|throttle)_reason_/, ""),
    text,
  }));
  if (states.every(({ text }) => text === "N/A")) return { is: "none", raw: "N/A" };
  const active = states.filter(({ text }) => text === "Active").map(({ name }) => name.slice(0, 80));
  const odd = states.find(({ text }) => !["Active", "Not Active", "N/A"].includes(text));
  if (odd || active.length > 40) return { is: "unknown", raw: shown(odd?.text ?? "") };
  return { is: "known", value: active, raw: shown(active.join(", ")) };
}

function textListUnknown(text: string): Card["throttle"] {
  return text === "N/A" ? { is: "none", raw: text } : { is: "unknown", raw: shown(text) };
}

function readProcesses(gpu: Element): Card["processes"] {
  const list = only(gpu, "processes");
  if (list === null) return UNKNOWN;
  if (list.children.length === 0 && list.text !== "" && list.text !== "None")
    return textListToProcesses(list.text);
  const found = list.children.map(readProcess);
  const processes = found.filter((process) => process !== null);
  if (processes.length !== found.length || found.length > MAX_PROCESSES)
    return { is: "unknown", raw: `${String(found.length)} entries` };
  return { is: "known", value: processes, raw: `${String(found.length)} processes` };
}

function textListToProcesses(text: string): Card["processes"] {
  return text === "N/A" ? { is: "none", raw: text } : { is: "unknown", raw: shown(text) };
}

function readProcess(entry: Element): Process | null {
  const pid = numberReading(textAt(entry, "pid"), { min: 1, max: 2 ** 32 });
  const name = textAt(entry, "process_name");
  const used = numberReading(textAt(entry, "used_memory"), MIB);
  if (entry.name !== "process_info" || pid.is !== "known" || !Number.isInteger(pid.value) || name === null)
    return null;
  if (used.is === "unknown") return null;
  return { pid: pid.value, name: shown(name, MAX_TEXT), usedMiB: used.is === "known" ? used.value : null };
}
