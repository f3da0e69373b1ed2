import { GpuHistory, type GpuHistoryEntry } from "@casemate/contract";
import { existsSync, renameSync } from "node:fs";
import { basename } from "node:path";
import { readWhole, writeWhole } from "../whole-file.ts";

/** 200 entries of at most 2 KiB. */
const MAX_BYTES = 512 * 1024;

/**
 * Verdicts of earlier rounds; none when there are none. A file that cannot be read is set aside before another one is written in its place: nothing rests
 * on it, but what damaged it may matter. Never throws.
 */
export function loadHistory(path: string): readonly GpuHistoryEntry[] {
  try {
    if (!existsSync(path)) return [];
    const parsed: unknown = JSON.parse(Buffer.from(readWhole(path, MAX_BYTES)).toString("utf8"));
    return GpuHistory.shape.entries.parse(parsed);
  } catch {
    setAside(path);
    return [];
  }
}

/** The name of a damaged file that was set aside, for as long as somebody leaves it there. */
export function historySetAside(path: string): string | null {
  return existsSync(asideOf(path)) ? basename(asideOf(path)) : null;
}

/** The newest one takes the place of an earlier one. */
function setAside(path: string): void {
  try {
    renameSync(path, asideOf(path));
  } catch {
    // A folder that cannot be written: then nothing is written over it either.
  }
}

function asideOf(path: string): string {
  return `${path}.damaged`;
}

/** Throws the system's error. */
export function saveHistory(path: string, entries: readonly GpuHistoryEntry[]): void {
  writeWhole(path, `${JSON.stringify(entries)}\n`);
}
