import type { Spawner } from "@casemate/supervisor";
import { join } from "node:path";
import { cancelIn, inspectFile, type Inspected } from "../lib/inspector.ts";
import { writeLargeGguf } from "../lib/large-gguf.ts";
import { timeOf } from "../lib/programs.ts";
import { inTurn, median } from "../lib/stats.ts";
import { ms, percent, speed, type Line } from "../lib/table.ts";
import { scanCommand } from "./command.ts";

const ROUNDS = 5;
/** Judging a file without its weights may take this many times as long as hashing it. */
const HASHES = 1.3;
const MEMORY_MIB = 384;
/** Four words a second. */
const SILENCE_MS = 250;
const CANCEL_MS = 200;
const CANCELS = 5;
/** Cost per byte of the large file may be this many times that of one a quarter as long. Linear is 1. */
const GROWTH = 1.15;
const MIB = 1024 * 1024;

/** One large file beside plain hashing: time, memory, words on the way, and how soon it can be stopped. */
export async function largeFile(folder: string, spawner: Spawner, atLeast: number): Promise<Line[]> {
  const path = join(folder, "large.gguf");
  const quarter = join(folder, "quarter.gguf");
  const bytes = writeLargeGguf(path, atLeast);
  const fewer = writeLargeGguf(quarter, atLeast / 4);
  const runs: Inspected[] = [];
  const inspect = async (file: string, profile: "quick" | "full"): Promise<number> => {
    const run = await inspectFile(spawner, file, profile);
    runs.push(run);
    return run.ms;
  };
  // From here on both are in memory for everybody.
  for (const file of [path, quarter]) await timeOf("openssl", ["dgst", "-sha256", file]);
  const times = await inTurn(ROUNDS, {
    openssl: () => timeOf("openssl", ["dgst", "-sha256", path]),
    command: () => scanCommand([path], ["--profile", "quick"]),
    quick: () => inspect(path, "quick"),
    quarter: () => inspect(quarter, "quick"),
    full: () => inspect(path, "full"),
  });
  const [raw, command, full] = [median(times.openssl), median(times.command), median(times.full)];
  const growth = median(times.quick) / bytes / (median(times.quarter) / fewer);
  return [
    {
      what: `source to content and SHA-256 of a Q4_K_M file, ${(bytes / 1e9).toFixed(2)} GB, whole command`,
      ours: `${ms(command)}, ${speed(bytes, command)}`,
      limit: `≤ ${String(HASHES)} × ${ms(raw)} openssl dgst -sha256`,
      ratio: percent((HASHES * raw) / command),
      kept: command <= HASHES * raw,
    },
    {
      what: "  cost of a byte, beside a file a quarter as long",
      ours: growth.toFixed(2),
      limit: `≤ ${String(GROWTH)}, linear is 1`,
      ratio: percent(GROWTH / growth),
      kept: growth <= GROWTH,
    },
    {
      what: "  with weights: every tensor hashed too",
      ours: `${ms(full)}, ${speed(bytes, full)}`,
      limit: `2 × ${ms(raw)} openssl dgst -sha256`,
      ratio: percent((2 * raw) / full),
    },
    memory(runs),
    silence(runs),
    await cancel(spawner, path),
  ];
}

function memory(runs: readonly Inspected[]): Line {
  const peaks = runs.flatMap(({ peak }) => (peak === null ? [] : [peak]));
  const most = Math.max(...peaks) / MIB;
  const what = "  most memory of child and box";
  if (peaks.length === 0) return { what, ours: "unknown", limit: "", ratio: "" };
  return {
    what,
    ours: `${most.toFixed(0)} MiB`,
    limit: `≤ ${String(MEMORY_MIB)} MiB`,
    ratio: percent(MEMORY_MIB / most),
    kept: most <= MEMORY_MIB,
  };
}

function silence(runs: readonly Inspected[]): Line {
  const longest = Math.max(...runs.map(({ longestSilence }) => longestSilence));
  return {
    what: `  longest silence in ${String(runs.length)} inspections`,
    ours: ms(longest),
    limit: `≤ ${String(SILENCE_MS)} ms`,
    ratio: percent(SILENCE_MS / longest),
    kept: longest <= SILENCE_MS,
  };
}

async function cancel(spawner: Spawner, path: string): Promise<Line> {
  const times: number[] = [];
  for (let round = 0; round < CANCELS; round++) times.push(await cancelIn(spawner, path, "full", "identity"));
  const worst = Math.max(...times);
  return {
    what: `  from stopping it until the child is gone, worst of ${String(CANCELS)}`,
    ours: ms(worst),
    limit: `≤ ${String(CANCEL_MS)} ms`,
    ratio: percent(CANCEL_MS / worst),
    kept: worst <= CANCEL_MS,
  };
}
