import type { GpuDrift } from "@casemate/contract";
import { firstDifference, otherBuild, type EngineFingerprint } from "../engine/fingerprint.ts";

/** What the engine answers otherwise than at capture. Another engine, driver or model explains any answer; nothing else does. */
export function engineDrift(
  before: EngineFingerprint | null,
  now: EngineFingerprint | null,
  restarted: boolean,
): GpuDrift[] {
  if (before === null || now === null) return [];
  const other = otherBuild(before, now);
  if (other.length > 0) return [buildDrift(before, now, other, restarted)];
  const difference = firstDifference(before, now);
  if (difference === null) return [];
  return [
    {
      section: "engine",
      card: null,
      what: `answer of the engine at word ${String(difference.at + 1)}`,
      before: difference.before,
      after: difference.after,
      explained: false,
      because:
        "The engine, its driver, the processor and the model are the same as at capture, so the answer has to be the same. What computes it does not compute what it did.",
      evidence: [],
    },
  ];
}

function buildDrift(
  before: EngineFingerprint,
  now: EngineFingerprint,
  other: ReturnType<typeof otherBuild>,
  restarted: boolean,
): GpuDrift {
  const show = (one: EngineFingerprint): string =>
    other
      .map((name) => `${name} ${one[name] ?? "unknown"}`)
      .join(", ")
      .slice(0, 300);
  const hardware = other.every((name) => name === "processor" || name === "backend");
  const explained = !hardware || restarted;
  return {
    section: "engine",
    card: null,
    what: "engine",
    before: show(before),
    after: show(now),
    explained,
    because: explained
      ? hardware
        ? "The machine was restarted in between; whether it was off, as it has to be for another processor or card, no record says. Check that you did it."
        : "Another build of the engine, its driver or its model came with an update, so other answers are possible."
      : "The machine was not restarted since the baseline, and still something else computes.",
    evidence: [],
  };
}
