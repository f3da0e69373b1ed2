import type { GpuCheck, State } from "@casemate/contract";
import type { createResponder } from "@casemate/gpu-watch";
import type { InUse } from "../../common/incidents/gpu-reports.ts";
import type { Runtime } from "../models/runtime-controller.ts";
import type { GpuContext } from "./gpu-context.ts";

/** What the running model computes on, and which one it is. */
export function inUse({ pid, device, modelId }: State["runtime"]): InUse {
  if (pid === null) return { on: null, modelId: null };
  return { on: device === null || device === "processor" ? "processor" : "accelerator", modelId };
}

/**
 * Processes of ours that may stand in a card's list of programs. The runtime of this version computes on the processor and is given no card: when
 * it stands in such a list, it is told like anybody else's program.
 */
export function pidsOnCards(runtime: State["runtime"]): readonly number[] {
  return inUse(runtime).on === "accelerator" && runtime.pid !== null ? [runtime.pid] : [];
}

/** What the ladder's words do here. What contains and latches is the incident (gpu-incidents.ts); this also works while incidents cannot be kept. */
export function effectsOf(
  { ledger, state, report }: GpuContext,
  runtime: Pick<Runtime, "unload">,
): Parameters<typeof createResponder>[0] {
  const stop = async (check: GpuCheck, why: string): Promise<void> => {
    ledger.note("gpu.runtime.stopped", null, { verdict: check.verdict, why });
    await runtime.unload();
  };
  return {
    alert: ({ verdict, score, reasons }) => {
      // A single command says itself what it found.
      if (state.get("app").shell === "command") return;
      ledger.note("gpu.verdict", null, { verdict, score, reason: (reasons[0] ?? "").slice(0, 300) });
    },
    reloadRuntime: (check) => stop(check, "A fresh one starts with the next message."),
    stopRuntime: (check) => stop(check, "What it computes on cannot be relied on."),
    report: (action, error) => {
      report(`gpu-watch ${action}`, error);
    },
  };
}
