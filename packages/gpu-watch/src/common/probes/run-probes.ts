import type { GpuAnswer, GpuProbe } from "@casemate/contract";
import * as registry from "./registry.ts";
import type { Probe, Scene } from "./scene.ts";

export const PROBES: readonly Probe[] = Object.values(registry);

/** What there is to know about a card and is not looked at by this version. */
const NEVER_CHECKED: readonly string[] = [
  "whether a loaded model still stands in the card's memory as it came",
  "the engine's answers on the card: this version computes models on the processor only",
];

/** The same with what the last known-answer test left out. */
export function notChecked(answer: GpuAnswer | null): string[] {
  const computed = answer?.on === "card" && answer.state !== "unknown";
  const open = computed ? answer.notCovered.map((part) => part.slice(0, MAX_PART)) : NOTHING_COMPUTED;
  return [...open, ...NEVER_CHECKED];
}
const MAX_PART = 200;
const NOTHING_COMPUTED = [
  "whether a card computes correctly (known answers on the card itself)",
  "the card's memory, bit by bit",
];

/** The same of a machine whose processor computes. */
export const NOT_CHECKED_OF_PROCESSOR: readonly string[] = [
  "the machine's memory, bit by bit",
  "anything the processor computes but small whole numbers in single precision",
];

/** Runs every probe. One that fails to judge says nothing about the card: unknown. */
export function runProbes(scene: Scene, report: (probe: string, error: unknown) => void): GpuProbe[] {
  return PROBES.map((probe) => {
    const { id, title, weight } = probe;
    try {
      return { id, title, weight, ...probe.judge(scene) };
    } catch (error) {
      report(id, error);
      return {
        id,
        title,
        weight,
        status: "unknown",
        score: 0,
        sentence: "This probe failed; nothing was judged.",
        remedy: null,
        evidence: [],
      };
    }
  });
}
