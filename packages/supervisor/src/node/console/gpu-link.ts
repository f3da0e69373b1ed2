import { connect } from "@casemate/contract";
import { gpuContract } from "@casemate/gpu-watch";
import type { ServiceStatus } from "../../common/lifecycle/service.ts";
import { isoTime } from "../../common/clock.ts";
import { GPU_FAILURES, gpuSilent } from "../../common/incidents/other-reports.ts";
import type { ServiceHandle } from "../hosts/service-types.ts";
import type { Context } from "./context.ts";

/** Accelerators are looked for once at start and then this often, in milliseconds: cards can come and go. */
const LOOK_INTERVAL_MS = 10 * 60_000;
/** A look that takes longer counts as "could not look": unknown, not none. */
const LOOK_LIMIT_MS = 20_000;

export interface GpuLink {
  readonly start: () => void;
  readonly look: () => Promise<void>;
  readonly status: () => ServiceStatus;
}

/** Asks a child of its own which accelerators there are; while it does not answer the state says unknown. */
export function createGpuLink(context: Context): GpuLink {
  let current: ServiceHandle | null = null;
  let failures = 0;

  const look = async (): Promise<void> => {
    let cancel = (): void => undefined;
    try {
      const handle = await context.spawner.spawn({ id: "gpu-watch", host: "plain" });
      current = handle;
      cancel = context.clock.after(LOOK_LIMIT_MS, () => void handle.kill());
      const { gpus, note } = await connect(gpuContract, handle.port).call("gpu.detect", {});
      context.state.update("machine", (machine) => ({
        ...machine,
        gpus,
        gpuNote: note,
        checkedAt: isoTime(context.clock),
      }));
      failures = 0;
    } catch {
      failures += 1;
      if (failures >= GPU_FAILURES) context.incidents.report(gpuSilent(failures));
      context.state.update("machine", (machine) => ({
        ...machine,
        gpus: null,
        gpuNote: "Unknown: the process that looks for accelerators did not answer.",
        checkedAt: isoTime(context.clock),
      }));
    } finally {
      cancel();
      const ended = current;
      current = null;
      await ended?.kill();
    }
  };
  const start = (): void => {
    look().catch((error: unknown) => {
      context.report("gpu-watch", error);
    });
    context.clock.after(LOOK_INTERVAL_MS, start);
  };
  return {
    start,
    look,
    status: () => ({
      id: "gpu-watch",
      state: current ? "ready" : "stopped",
      pid: current?.pid ?? null,
      restarts: 0,
      reason: null,
      isolation: "none",
    }),
  };
}
