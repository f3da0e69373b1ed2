import type { MachineSlice, Out } from "@casemate/contract";
import type * as z from "zod";
import { isDisplayOnly, type Adapter } from "./adapter.ts";
import type { gpuContract } from "./gpu-contract.ts";

export type Detection = Out<(typeof gpuContract)["gpu.detect"]>;
type Gpu = NonNullable<z.output<typeof MachineSlice>["gpus"]>[number];

/** What one source found; null when it could not look. An empty list counts only where the source would have seen one. */
export type Findings = readonly Adapter[] | null;

/** Said with every answer: nobody should take "found" for "checked". */
export const NOT_CHECKED =
  "Only looked for: this version does not check a card's results against known answers.";
/** The contract's limits; names come from drivers and vendor tools. */
const MAX_NAME = 200;
const MAX_VENDOR = 80;
const MAX_DRIVER = 120;

/** Joins what the system's files and the vendor tools say. `systemLooked` false and nothing found: unknown, not none. */
export function combine(system: Findings, tools: Findings): Detection {
  const adapters = merge(system ?? [], tools ?? []);
  const gpus = adapters.filter((adapter) => !isDisplayOnly(adapter)).map(toGpu);
  if (gpus.length === 0 && system === null) {
    return {
      gpus: null,
      note: `Could not look for accelerators: neither the system's files nor its tools answered. ${NOT_CHECKED}`,
    };
  }
  const virtual = adapters.filter(isDisplayOnly).length;
  const parts = [
    gpus.length === 0 ? "No accelerator found; models run on the processor." : "",
    virtual > 0
      ? `Left out ${String(virtual)} display adapter${virtual === 1 ? "" : "s"} that cannot compute.`
      : "",
    tools === null ? "The vendor tools did not answer in time, so names and memory may be missing." : "",
    NOT_CHECKED,
  ];
  return { gpus, note: parts.filter((part) => part !== "").join(" ") };
}

/** One entry per PCI address; what the tools call it goes before the number that the system's files have. */
function merge(system: readonly Adapter[], tools: readonly Adapter[]): Adapter[] {
  const left = [...tools];
  const merged = system.map((adapter) => {
    const index = left.findIndex((tool) => tool.address !== null && tool.address === adapter.address);
    const [tool] = index < 0 ? [] : left.splice(index, 1);
    return tool ? join(adapter, tool) : adapter;
  });
  return [...merged, ...left];
}

function join(system: Adapter, tool: Adapter): Adapter {
  return {
    address: system.address,
    vendorId: system.vendorId ?? tool.vendorId,
    vendor: system.vendor ?? tool.vendor,
    name: tool.name ?? system.name,
    memoryMiB: system.memoryMiB ?? tool.memoryMiB,
    driver: system.driver ?? tool.driver,
  };
}

function toGpu({ name, vendor, memoryMiB, driver }: Adapter): Gpu {
  return {
    name: visible(name ?? `${vendor ?? "Unknown"} device`, MAX_NAME),
    vendor: visible(vendor ?? "unknown", MAX_VENDOR),
    memoryMiB,
    driver: driver === null ? null : visible(driver, MAX_DRIVER),
  };
}

/** Control characters out, cut to the limit: this text comes from firmware and tools. */
function visible(text: string, limit: number): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, "\ufffd")
    .trim()
    .slice(0, limit)
    .toWellFormed();
}
