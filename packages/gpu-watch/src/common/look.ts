import { GpuSource, Time } from "@casemate/contract";
import * as z from "zod";
import { Card, MAX_CARDS } from "./card.ts";
import { CardEvent, MAX_EVENTS } from "./sources/kernel-log.ts";
import { MAX_TEXT } from "./sources/reading.ts";

/** Kernel modules that drive accelerators, and no others, are looked at. */
export const DRIVER_MODULES = [
  "nvidia",
  "nvidia_uvm",
  "nvidia_modeset",
  "nouveau",
  "amdgpu",
  "radeon",
  "i915",
  "xe",
];
/** Package events that are kept: the newest. */
export const MAX_CHANGES = 300;
export const MAX_NODES = 256;
/** Sources that one round asks; there are about ten. */
export const MAX_SOURCES = 40;

const name = z.string().max(MAX_TEXT);

export const KernelModule = z.strictObject({
  name,
  version: name.nullable(),
  /** The kernel's own digest of the module's source. */
  srcversion: name.nullable(),
  /** Digest of the file on the disk; null when it was not found or not read. */
  sha256: z.string().length(64).nullable(),
  /** When that file last changed. */
  changedAt: Time.nullable(),
});
export type KernelModule = z.output<typeof KernelModule>;

/** Something that the package manager's own records say happened. */
export const MachineEvent = z.strictObject({
  at: Time,
  /** The package that was installed or upgraded. */
  name,
  /** Version that came; null when the record does not say. */
  version: name.nullable(),
  /** The record as it stands, safe to show. */
  line: z.string().max(MAX_TEXT),
});
export type MachineEvent = z.output<typeof MachineEvent>;

/** Everything one round of looking found. null = could not look: unknown, never "none". */
export const Look = z.strictObject({
  at: Time,
  platform: name,
  cards: z.array(Card).max(MAX_CARDS).nullable(),
  /** Display adapters that cannot compute. */
  leftOut: z.int().nonnegative(),
  /** What was asked, and what came of it. */
  sources: z.array(GpuSource).max(MAX_SOURCES),
  modules: z.array(KernelModule).max(DRIVER_MODULES.length).nullable(),
  /** Device files through which programs reach the card. */
  nodes: z.array(name).max(MAX_NODES).nullable(),
  events: z.array(CardEvent).max(MAX_EVENTS).nullable(),
  changes: z.array(MachineEvent).max(MAX_CHANGES).nullable(),
  kernel: name.nullable(),
  /** Another one after each start of the machine. */
  bootId: name.nullable(),
  /** What this machine runs in; "none" on bare metal. */
  hypervisor: name.nullable(),
  /** Who says so: the processor, the firmware's tables, or both; null where there is none or nobody knows. */
  hypervisorBy: name.nullable().default(null),
  onBattery: z.boolean().nullable(),
});
export type Look = z.output<typeof Look>;

/** A hypervisor that the processor tells of and nobody names. */
export const UNNAMED = "an unnamed hypervisor";

/** Whether it is the same one: its name comes from other files than that there is one, and without them it has none. */
export function isSameHypervisor(one: string, other: string): boolean {
  return one === other || (one !== "none" && other !== "none" && (one === UNNAMED || other === UNNAMED));
}

/** The system's own files about its cards. */
export const KERNEL_FILES = "kernel files";

/** The kind of a source by its name: nvidia-smi is one, in whichever way it is asked. */
export function sourceKind(name: string): string {
  return name.startsWith("nvidia-smi") ? "nvidia-smi" : name;
}

/** Kinds of sources that answered in this round. */
export function answered({ sources }: Pick<Look, "sources">): string[] {
  return [...new Set(sources.filter(({ state }) => state === "ok").map(({ name }) => sourceKind(name)))];
}

/** The processor's known answer test of this round. */
export const CpuAnswer = z.strictObject({
  seed: z.int().nonnegative(),
  size: z.int().positive(),
  products: z.int().nonnegative(),
  /** Products whose result was not exactly what it must be. */
  wrong: z.int().nonnegative(),
});
export type CpuAnswer = z.output<typeof CpuAnswer>;
