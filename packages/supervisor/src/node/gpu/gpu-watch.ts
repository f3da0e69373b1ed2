import {
  RpcError,
  type GpuAnswer,
  type GpuAnswerDepth,
  type GpuBaselineState,
  type GpuCheck,
  type GpuHistory,
  type State,
} from "@casemate/contract";
import {
  captureBaseline,
  createResponder,
  dueNow,
  fingerprintText,
  historyEntry,
  knownCards,
  makeCheck,
  nextIn,
  remember,
  trendOf,
  type ComputesOn,
  type CpuAnswer,
  type Look,
} from "@casemate/gpu-watch";
import { hash } from "node:crypto";
import { isoTime } from "../../common/clock.ts";
import { GPU_FAILURES, gpuSilent } from "../../common/incidents/other-reports.ts";
import type { ServiceStatus } from "../../common/lifecycle/service.ts";
import type { Context } from "../console/context.ts";
import type { Runtime } from "../models/runtime-controller.ts";
import { loadBaseline, saveBaseline } from "./baseline-file.ts";
import { createGpuChild } from "./gpu-child.ts";
import { createKnownAnswers } from "./known-answers.ts";
import { loadHistory, saveHistory } from "./history-file.ts";

/** Which accelerators there are is looked for at start and then this often, in milliseconds: cards can come and go. */
const DETECT_INTERVAL_MS = 10 * 60_000;
/** A look that takes longer counts as "could not look": unknown, not none. */
const DETECT_LIMIT_MS = 20_000;
/** The tools of one round have 10 seconds each, and there are at most five. */
export const LOOK_LIMIT_MS = 60_000;
/** The first round waits until the console is up, in milliseconds. */
export const SETTLE_MS = 15_000;

export interface GpuWatch {
  /** Detection and rounds by themselves, until the console stops. */
  start(): void;
  detect(): Promise<void>;
  check(): Promise<GpuCheck>;
  /** A known-answer test of the accelerator; a wrong answer is judged, and acted upon, at once. `browser`: what a person named. */
  knownAnswer(depth: GpuAnswerDepth, browser: string | null): Promise<GpuAnswer>;
  stopKnownAnswer(): Promise<boolean>;
  history(): GpuHistory;
  capture(): Promise<GpuBaselineState>;
  replace(fingerprint: string): Promise<GpuBaselineState>;
  status(): ServiceStatus;
}

interface Seen {
  readonly look: Look;
  readonly cpu: CpuAnswer | null;
}

/** What it needs of the console. */
export type GpuContext = Pick<Context, "clock" | "state" | "home" | "spawner" | "report"> & {
  readonly ledger: Pick<Context["ledger"], "note">;
  readonly incidents: Pick<Context["incidents"], "report">;
};

/** Watches accelerators and processor: asks the child, judges, remembers, acts. */
export function createGpuWatch(context: GpuContext, runtime: Pick<Runtime, "unload">): GpuWatch {
  const { clock, state, home, report } = context;
  const child = createGpuChild(context);
  const answers = createKnownAnswers(context);
  const respond = createResponder(effectsOf(context, runtime), () => clock.monotonic());
  let last: Look | null = null;
  let failures = 0;
  /** Looks for accelerators that ended without an answer, in a row. */
  let unanswered = 0;
  let fullAt: number | null = null;
  let checking: Promise<GpuCheck> | null = null;

  const see = async (depth: "light" | "full"): Promise<Seen> => {
    try {
      const { look, cpu } = await child.ask(LOOK_LIMIT_MS, (client) => client.call("gpu.look", { depth }));
      failures = 0;
      if (depth === "full") fullAt = clock.monotonic();
      last = look;
      return { look, cpu };
    } catch (error) {
      report("gpu-watch", error);
      failures++;
      return { look: nothingSeen(isoTime(clock)), cpu: null };
    }
  };

  const judge = async ({ look, cpu }: Seen): Promise<GpuCheck> => {
    const known = loadBaseline(home);
    const { pid } = state.get("runtime");
    const check = makeCheck({
      look,
      cpu,
      answer: state.get("machine").answer,
      baseline: known.baseline,
      baselineState: known.state,
      runtime: { pids: pid === null ? [] : [pid], usedMiB: null },
      sha256: (text) => hash("sha256", text),
      report: (probe, error) => {
        report(`gpu-watch ${probe}`, error);
      },
    });
    const { probes: _probes, sources: _sources, notChecked: _notChecked, ...shown } = check;
    state.update("machine", (machine) => ({ ...machine, gpu: shown }));
    keep(check);
    await respond(check, computesOn(state.get("runtime")));
    return check;
  };

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

  const detect = async (): Promise<void> => {
    const found = await child
      .ask(DETECT_LIMIT_MS, (client) => client.call("gpu.detect", {}))
      .catch(() => null);
    unanswered = found ? 0 : unanswered + 1;
    if (unanswered >= GPU_FAILURES) context.incidents.report(gpuSilent(unanswered));
    const note = "Unknown: the process that looks for accelerators did not answer.";
    state.update("machine", (machine) => ({
      ...machine,
      gpus: found?.gpus ?? null,
      gpuNote: found?.note ?? note,
      checkedAt: isoTime(clock),
    }));
  };

  const round = (): void => {
    const rhythm = {
      generating: state.get("runtime").state === "generating",
      look: last,
      failures,
      sinceFull: fullAt === null ? null : clock.monotonic() - fullAt,
    };
    const due = dueNow(rhythm);
    const done = due === null ? Promise.resolve() : see(due).then(judge);
    done
      .catch((error: unknown) => {
        report("gpu-watch", error);
      })
      .finally(() => {
        clock.after(nextIn({ ...rhythm, look: last, failures }), round);
      });
  };

  const write = (look: Look, expected: string | null): GpuBaselineState => {
    const baseline = captureBaseline(look);
    if (!baseline)
      throw new RpcError(
        "unknown",
        "Nothing was captured: the accelerators of this machine could not be looked at.",
      );
    if (expected !== null && hash("sha256", fingerprintText(baseline)) !== expected)
      throw new RpcError(
        "changed",
        "The machine is not as it was when this was asked. Check again, and look at what changed.",
      );
    const { known, publicKey } = saveBaseline(home, baseline);
    const { sha256, cards } = known.state;
    context.ledger.note("gpu.baseline", null, { sha256, key: publicKey, cards });
    return known.state;
  };

  const detectAgain = (): void => {
    void detect().finally(() => clock.after(DETECT_INTERVAL_MS, detectAgain));
  };
  return {
    start: () => {
      detectAgain();
      clock.after(SETTLE_MS, round);
    },
    detect,
    // Asked twice at once: one round answers both.
    check: () => {
      checking ??= see("full")
        .then(judge)
        .finally(() => {
          checking = null;
        });
      return checking;
    },
    knownAnswer: async (depth, browser) => {
      const seen = last ?? (await see("light")).look;
      const answer = await answers.run(depth, browser, knownCards(seen));
      if (answer.state === "wrong") await judge(await see("light"));
      return answer;
    },
    stopKnownAnswer: () => answers.stop(),
    history: () => {
      const entries = loadHistory(home.gpuHistory);
      return { entries: [...entries], trend: trendOf(entries) };
    },
    capture: async () => {
      if (loadBaseline(home).state.state !== "absent")
        throw new RpcError("exists", "There is a baseline already. Replacing it needs your approval.");
      const seen = await see("full");
      const written = write(seen.look, null);
      await judge(seen);
      return written;
    },
    replace: async (fingerprint) => {
      const seen = await see("full");
      const written = write(seen.look, fingerprint);
      await judge(seen);
      return written;
    },
    status: () => child.status(),
  };
}

/** What is known when the child does not answer: nothing. */
function nothingSeen(at: string): Look {
  return {
    at,
    platform: process.platform,
    cards: null,
    leftOut: 0,
    sources: [
      { name: "gpu-watch", state: "failed", why: "The process that looks at accelerators did not answer." },
    ],
    modules: null,
    nodes: null,
    events: null,
    changes: null,
    kernel: null,
    bootId: null,
    hypervisor: null,
    onBattery: null,
  };
}

function computesOn({ pid, device }: State["runtime"]): ComputesOn {
  if (pid === null) return null;
  return device === null || device === "processor" ? "processor" : "accelerator";
}

/** What the ladder's words do here. Incidents do not exist yet, so nothing is contained: the runtime is stopped, and the log says why. */
function effectsOf(
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
    containModel: null,
    report: (action, error) => {
      report(`gpu-watch ${action}`, error);
    },
  };
}
