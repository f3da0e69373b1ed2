import { GpuHistory, type GpuHistoryEntry } from "@casemate/contract";
import { readWhole, writeWhole } from "../whole-file.ts";

/** 200 entries of at most 2 KiB. */
const MAX_BYTES = 512 * 1024;

/** Verdicts of earlier rounds; none when there are none or the file is damaged: it is a memory, and nothing rests on it. */
export function loadHistory(path: string): readonly GpuHistoryEntry[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(readWhole(path, MAX_BYTES)).toString("utf8"));
    return GpuHistory.shape.entries.parse(parsed);
  } catch {
    return [];
  }
}

/** Throws the system's error. */
export function saveHistory(path: string, entries: readonly GpuHistoryEntry[]): void {
  writeWhole(path, `${JSON.stringify(entries)}\n`);
}
