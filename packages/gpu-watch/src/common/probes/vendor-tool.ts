import type { Card } from "../card.ts";
import type { Look } from "../look.ts";

/** What a vendor's tool tells of its cards. */
export interface VendorTool {
  readonly name: string;
  /** How the sources of a look begin that come from it. */
  readonly sources: readonly string[];
  readonly install: string;
  /** Probes that have what they need when the tool answers. */
  readonly tells: readonly string[];
}

const NVIDIA: VendorTool = {
  name: "nvidia-smi",
  sources: ["nvidia-smi"],
  install:
    "Install nvidia-smi in a system folder: it comes with NVIDIA's driver (packages nvidia-smi, nvidia-utils or xorg-x11-drv-nvidia-cuda). Then check again.",
  tells: ["ecc", "link", "operation", "processes", "memory", "advisories", "virtual_machine"],
};
/** It tells neither programs nor how the card is handed to a virtual machine. */
const AMD: VendorTool = {
  name: "amd-smi",
  sources: ["amd-smi", "rocm-smi"],
  install:
    "Install amd-smi in a system folder: it comes with AMD's ROCm (package amd-smi-lib or amd-smi). Then check again.",
  tells: ["ecc", "link", "operation"],
};
const TOOLS: ReadonlyMap<number, VendorTool> = new Map([
  [0x10de, NVIDIA],
  [0x1002, AMD],
]);

/** The tool that tells what is to be known of a card; null where this version knows none (Apple, Intel). */
export function toolOf({ vendorId }: Pick<Card, "vendorId">): VendorTool | null {
  return vendorId === null ? null : (TOOLS.get(vendorId) ?? null);
}

/** What helps when facts of a card are missing. */
export function installHint(card: Card): string | null {
  return toolOf(card)?.install ?? null;
}

export interface MissingTool {
  readonly tool: VendorTool;
  /** What came of asking it, as one sentence. */
  readonly why: string;
}

/** Tools of the cards' vendors that were asked and did not answer. */
export function missingTools({ cards, sources }: Pick<Look, "cards" | "sources">): MissingTool[] {
  const tools = new Set((cards ?? []).map(toolOf).filter((tool) => tool !== null));
  return [...tools].flatMap((tool) => {
    const asked = sources.filter(({ name }) => tool.sources.some((start) => name.startsWith(start)));
    const [first] = asked;
    return first === undefined || asked.some(({ state }) => state === "ok") ? [] : [{ tool, why: first.why }];
  });
}
