import type { GpuCheck, GpuHistory, GpuHistoryEntry } from "@casemate/contract";

/** Length of the ring (that of the original). */
export const MAX_HISTORY = 200;
/** The newest entries that make the trend. */
const TREND_OF = 10;
/** While nothing changes, one entry in this time is kept: 200 of them are more than a day. */
export const QUIET_MS = 10 * 60_000;

export function historyEntry({ at, verdict, score, probes }: GpuCheck): GpuHistoryEntry {
  const raised = probes.filter(
    ({ status }) => status === "warning" || status === "critical" || status === "unknown",
  );
  return { at, verdict, score, raised: raised.map(({ id }) => id) };
}

/** The ring with the new entry, or the same ring when it says what the last one said a moment ago. */
export function remember(
  entries: readonly GpuHistoryEntry[],
  entry: GpuHistoryEntry,
): readonly GpuHistoryEntry[] {
  const last = entries.at(-1);
  const same = last !== undefined && saysOf(last) === saysOf(entry);
  const passed = last === undefined ? Infinity : Date.parse(entry.at) - Date.parse(last.at);
  // A clock that was set back is news too.
  if (same && passed >= 0 && passed < QUIET_MS) return entries;
  return [...entries, entry].slice(-MAX_HISTORY);
}

/** Mean score of the newer half of the last ten that have one, minus that of the older half. */
export function trendOf(entries: readonly GpuHistoryEntry[]): GpuHistory["trend"] {
  const scores = entries
    .slice(-TREND_OF)
    .map(({ score }) => score)
    .filter((score) => score !== null);
  if (scores.length < 2) return null;
  const middle = Math.floor(scores.length / 2);
  return mean(scores.slice(middle)) - mean(scores.slice(0, middle));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function saysOf({ verdict, score, raised }: GpuHistoryEntry): string {
  return JSON.stringify([verdict, score, raised]);
}
