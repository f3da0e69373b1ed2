import type { GpuAttestState, GpuCheck, GpuLive, GpuSample } from "@casemate/contract";
import {
  attestState,
  cardFacts,
  createResponder,
  engineOf,
  historyEntry,
  makeCheck,
  remember,
  sampleOf,
  standingOf,
  trendOf,
  type CpuAnswer,
  type CpuTiming,
  type EngineAnswer,
  type FactStanding,
  type Look,
  type StoredModels,
} from "@casemate/gpu-watch";
import { hash } from "node:crypto";
import type { Runtime } from "../models/runtime-controller.ts";
import { loadBaseline } from "./baseline-file.ts";
import type { BaselineNote } from "./baseline-note.ts";
import type { GpuContext } from "./gpu-context.ts";
import { effectsOf, inUse, pidsOnCards } from "./gpu-effects.ts";
import type { GpuIncidents } from "./gpu-incidents.ts";
import { loadHistory, saveHistory } from "./history-file.ts";
import { withSample } from "./samples.ts";

/** What one round brought together. */
export interface Seen {
  readonly look: Look;
  readonly cpu: CpuAnswer | null;
  readonly timing: CpuTiming | null;
  readonly engine: EngineAnswer | null;
  readonly models: StoredModels;
}

export interface Judge {
  /** What a round comes to, before anything follows from it. */
  readonly weigh: (seen: Seen) => Promise<Weighed>;
  /** One verdict out of a round, with everything that follows from it. */
  readonly judge: (seen: Seen) => Promise<GpuCheck>;
  readonly live: () => GpuLive;
  readonly attest: () => GpuAttestState | null;
  /** How facts stood in the last round, by their names; null: there is no baseline that can be trusted. */
  readonly standing: () => ((name: string) => FactStanding) | null;
}

interface Weighed {
  readonly check: GpuCheck;
  readonly look: Look;
  readonly standing: ReturnType<Judge["standing"]>;
}

/** Judges rounds, and remembers them: the last one, the figures of an hour, the history on the disk. */
export function createJudge(
  context: GpuContext,
  runtime: Pick<Runtime, "unload">,
  incidents: Pick<GpuIncidents, "tell">,
  note: Pick<BaselineNote, "read">,
): Judge {
  const { clock, state, home, report } = context;
  const respond = createResponder(effectsOf(context, runtime), () => clock.monotonic());
  let samples: readonly GpuSample[] = [];
  let last: Weighed | null = null;

  const keep = (check: GpuCheck): void => {
    const before = loadHistory(home.gpuHistory);
    const after = remember(before, historyEntry(check));
    if (after === before) return;
    try {
      saveHistory(home.gpuHistory, after);
    } catch (error) {
      report("gpu-watch history", error);
    }
  };

  const weigh: Judge["weigh"] = async (seen) => {
    const known = loadBaseline(home, await note.read());
    const check = makeCheck({
      ...seen,
      answer: state.get("machine").answer,
      baseline: known.baseline,
      baselineState: known.state,
      runtime: { pids: pidsOnCards(state.get("runtime")) },
      sha256: (text) => hash("sha256", text),
      report: (probe, error) => {
        report(`gpu-watch ${probe}`, error);
      },
    });
    const standing =
      known.state.state === "ok" && known.baseline !== null
        ? standingOf(known.baseline, seen.look, engineOf(seen.engine))
        : null;
    return { check, look: seen.look, standing };
  };

  return {
    weigh,
    judge: async (seen) => {
      last = await weigh(seen);
      const { check } = last;
      samples = withSample(samples, sampleOf(seen.look));
      const { probes: _probes, sources: _sources, notChecked: _notChecked, ...shown } = check;
      keep(check);
      const gpuAttest = attestState(check, seen.look, trendOf(loadHistory(home.gpuHistory)));
      state.update("machine", (machine) => ({ ...machine, gpu: shown, gpuAttest }));
      const used = inUse(state.get("runtime"));
      incidents.tell(check, used);
      await respond(check, used.on);
      return check;
    },
    live: () => ({
      check: last?.check ?? null,
      cards: last === null ? null : cardFacts(last.look),
      samples: [...samples],
    }),
    attest: () => state.get("machine").gpuAttest,
    standing: () => last?.standing ?? null,
  };
}
