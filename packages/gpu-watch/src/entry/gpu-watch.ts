import { processPort, serve } from "@casemate/contract";
// The one function of systeminformation that is used (docs/decisions/0002-systeminformation-shell.md).
import { graphics } from "systeminformation";
import { gpuContract } from "../common/gpu-contract.ts";
import { combine, type Detection } from "../common/detection.ts";
import { askTools, PROBE } from "../node/run.ts";
import { readSysfs } from "../node/sysfs.ts";

if (process.argv[2] === PROBE) await probe();
else watch();

/** One question to the vendor tools, asked in this process; `askTools` gave it its environment and its time-out. */
async function probe(): Promise<void> {
  const answer = await graphics();
  process.send?.(answer, undefined, undefined, () => process.exit(0));
}

function watch(): void {
  let looking: Promise<Detection> | null = null;
  process.on("disconnect", () => process.exit(0));
  serve(processPort(process), {
    contract: gpuContract,
    caller: { via: "in-process", session: "supervisor" },
    handlers: {
      // Asked twice at once: one look answers both.
      "gpu.detect": () => {
        looking ??= look().finally(() => {
          looking = null;
        });
        return looking;
      },
    },
  });
}

async function look(): Promise<Detection> {
  const entry = process.argv[1] ?? "";
  const system = process.platform === "linux" ? readSysfs("/") : null;
  return combine(system, await askTools(entry));
}
