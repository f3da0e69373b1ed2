import type { Look } from "./look.ts";

/** Between two light rounds on mains, in milliseconds. */
export const LIGHT_MS = 30_000;
/** A battery lasts longer without us. */
export const BATTERY_MS = 5 * 60_000;
/** A machine without accelerators: one can be plugged in, and the processor is tested. */
export const EMPTY_MS = 10 * 60_000;
/** While a model answers nothing of ours disturbs it; looked at again after this time. */
export const BUSY_MS = 10_000;
/** What only a full round asks for (programs, pending repairs, firmware, all of AMD's tools, the kernel's log) is at most this old. */
export const FULL_MS = 10 * 60_000;
/** A child that fails is asked again after this time, doubled each time up to the last one. */
export const RETRY_MS = 60_000;
const RETRY_MOST_MS = 30 * 60_000;

export interface Rhythm {
  readonly generating: boolean;
  /** The last round; null when there was none. */
  readonly look: Pick<Look, "cards" | "onBattery" | "platform"> | null;
  /** Rounds in a row without an answer. */
  readonly failures: number;
  /** Milliseconds since the last full round; null when there was none. */
  readonly sinceFull: number | null;
}

/** What to do now: nothing while a model answers, else a round of this depth. */
export function dueNow({ generating, look, sinceFull }: Rhythm): "light" | "full" | null {
  if (generating) return null;
  if (sinceFull === null || !hasLightRounds(look)) return "full";
  const every = look?.onBattery === true ? FULL_MS * (BATTERY_MS / LIGHT_MS) : FULL_MS;
  return sinceFull >= every ? "full" : "light";
}

/** Milliseconds until it is time to think again. */
export function nextIn({ generating, look, failures }: Rhythm): number {
  if (generating) return BUSY_MS;
  if (failures > 0) return Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** Math.min(failures - 1, 10));
  if (look?.cards?.length === 0) return EMPTY_MS;
  if (!hasLightRounds(look)) return FULL_MS;
  return look?.onBattery === true ? BATTERY_MS : LIGHT_MS;
}

/** Elsewhere even the list of cards costs a second of processor time (system_profiler, PowerShell), so there are full rounds only, and fewer. */
function hasLightRounds(look: Rhythm["look"]): boolean {
  return look === null || look.platform === "linux";
}
