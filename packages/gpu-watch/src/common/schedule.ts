import type { Look } from "./look.ts";

/** Between two light rounds on mains, in milliseconds. */
export const LIGHT_MS = 30_000;
/** A battery lasts longer without us. */
export const BATTERY_MS = 5 * 60_000;
/** A machine without accelerators: one can be plugged in, and the processor computes its known answers; half as often on battery. */
export const EMPTY_MS = 5 * 60_000;
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
  if (look?.cards?.length === 0) return look.onBattery === true ? 2 * EMPTY_MS : EMPTY_MS;
  if (!hasLightRounds(look)) return FULL_MS;
  return look?.onBattery === true ? BATTERY_MS : LIGHT_MS;
}

/** The engine answers for the same build always the same, and asking it costs about half a second of one core: 0.003 % at this rhythm. */
export const ENGINE_MS = 6 * 60 * 60_000;
/** A person who asks for a check gets an answer of the engine that is at most this old. */
export const ENGINE_ASKED_MS = 60_000;

/** What the machine does at this moment. */
export interface Busy {
  /** A model answers, or is being loaded. */
  readonly working: boolean;
  readonly onBattery: boolean;
}

/** Whether to ask the engine now. `since`: milliseconds since it answered or failed last; null: never. */
export function engineDue({ working, onBattery }: Busy, since: number | null): boolean {
  if (working) return false;
  return since === null || (!onBattery && since >= ENGINE_MS);
}

/** Part of one core that reading stored models again may take, and how fast one core decrypts at least, in bytes a millisecond (measured: 1.4 GB/s). */
const REREAD_SHARE = 0.0025;
const REREAD_BYTES_PER_MS = 1_000_000;
/** Processor time until the process that reads is up, in milliseconds (measured: 60 to 90). */
const REREAD_START_MS = 75;
/** Less is not worth a process; more would be in the way of whoever loads a model at that moment. */
const REREAD_LEAST = 64 * 1024 * 1024;
const REREAD_MOST = 256 * 1024 * 1024;

/** How much of the stored models to read again now, in bytes, `sinceMs` after the last time; null: never. 0: not now. About every minute. */
export function rereadBytes({ working, onBattery }: Busy, sinceMs: number | null): number {
  if (working || onBattery) return 0;
  if (sinceMs === null) return REREAD_LEAST;
  const bytes = Math.round((sinceMs * REREAD_SHARE - REREAD_START_MS) * REREAD_BYTES_PER_MS);
  return bytes < REREAD_LEAST ? 0 : Math.min(REREAD_MOST, bytes);
}

/** Elsewhere even the list of cards costs a second of processor time (system_profiler, PowerShell), so there are full rounds only, and fewer. */
function hasLightRounds(look: Rhythm["look"]): boolean {
  return look === null || look.platform === "linux";
}
