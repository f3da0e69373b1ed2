import { processPort, serve } from "@casemate/contract";
import { randomBytes } from "node:crypto";
// The one function of systeminformation that is used (docs/decisions/0002-systeminformation-shell.md).
import { graphics } from "systeminformation";
import { combine, type Detection } from "../common/detection.ts";
import { gpuContract } from "../common/gpu-contract.ts";
import { withLastFull } from "../common/keep-full.ts";
import { inFloats, runKnownAnswers } from "../common/known-answer.ts";
import { createStopwatch } from "../common/timing.ts";
import type { Look } from "../common/look.ts";
import { lookAround, type Surroundings } from "../node/look-around.ts";
import { askTools, PROBE, runTool } from "../node/run.ts";
import { readClock } from "../node/processor-clock.ts";
import { readSysfs } from "../node/sysfs.ts";

if (process.argv[2] === PROBE) await probe();
else watch();

/** One question to the vendor tools, asked in this process; `askTools` gave it its environment and its time-out. */
async function probe(): Promise<void> {
  const answer = await graphics();
  process.send?.(answer, undefined, undefined, () => process.exit(0));
}

function watch(): void {
  let detecting: Promise<Detection> | null = null;
  let looking: Promise<unknown> = Promise.resolve();
  let lastFull: Look | null = null;
  const stopwatch = createStopwatch(() => performance.now());
  const around: Surroundings = {
    root: "/",
    platform: process.platform,
    run: (tool) => runTool(tool),
    askWindows: () => askTools(process.argv[1] ?? ""),
    now: () => new Date(),
    digests: new Map(),
    owner: 0,
  };
  process.on("disconnect", () => process.exit(0));
  serve(processPort(process), {
    contract: gpuContract,
    caller: { via: "in-process", session: "supervisor" },
    handlers: {
      // Asked twice at once: one look answers both.
      "gpu.detect": () => {
        detecting ??= detect().finally(() => {
          detecting = null;
        });
        return detecting;
      },
      // One after the other: two rounds at once would measure each other.
      "gpu.look": ({ depth }) => {
        const round = looking.then(async () => {
          const before = process.cpuUsage();
          // A light round leans on a full one; a child that was just started has none.
          const full = depth === "full" || lastFull === null;
          const seen = await lookAround(around, full ? "full" : "light");
          const look = full ? seen : withLastFull(seen, lastFull);
          if (full) lastFull = seen;
          const cpu = runKnownAnswers(randomBytes(4).readUInt32LE(), (a, b) =>
            stopwatch.time(() => inFloats(a, b)),
          );
          const { user, system } = process.cpuUsage(before);
          return { look, cpu, timing: stopwatch.read(readClock("/")), cpuMs: (user + system) / 1000 };
        });
        looking = round.catch(() => undefined);
        return round;
      },
    },
  });
}

async function detect(): Promise<Detection> {
  const entry = process.argv[1] ?? "";
  const system = process.platform === "linux" ? readSysfs("/") : null;
  return combine(system, await askTools(entry));
}
