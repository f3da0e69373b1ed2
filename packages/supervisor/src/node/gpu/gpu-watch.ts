import {
  RpcError,
  type GpuBaselineState,
  type GpuCheck,
  type GpuHistory,
  type Incident,
} from "@casemate/contract";
import {
  captureBaseline,
  createResponder,
  dueNow,
  fingerprintText,
  historyEntry,
  makeCheck,
  nextIn,
  remember,
  trendOf,
  type CpuAnswer,
  type Look,
} from "@casemate/gpu-watch";
import { hash } from "node:crypto";
import { isoTime } from "../../common/clock.ts";
import { GPU_FAILURES, gpuSilent } from "../../common/incidents/other-reports.ts";
import type { ServiceStatus } from "../../common/lifecycle/service.ts";
import type { Runtime } from "../models/runtime-controller.ts";
import { loadBaseline, saveBaseline } from "./baseline-file.ts";
import { createGpuChild } from "./gpu-child.ts";
import type { GpuContext } from "./gpu-context.ts";
import { effectsOf, inUse } from "./gpu-effects.ts";
import { createGpuIncidents } from "./gpu-incidents.ts";
import { loadHistory, saveHistory } from "./history-file.ts";
import { nothingSeen } from "./nothing-seen.ts";

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
  history(): GpuHistory;
  capture(): Promise<GpuBaselineState>;
  replace(fingerprint: string): Promise<GpuBaselineState>;
  /** Looks again: whether what this incident is about is still so; null when it cannot be told. */
  stillSo(subject: Incident["subject"]): Promise<boolean | null>;
  status(): ServiceStatus;
}

interface Seen {
  readonly look: Look;
  readonly cpu: CpuAnswer | null;
}

/** Watches accelerators and processor: asks the child, judges, remembers, acts. */
export function createGpuWatch(context: GpuContext, runtime: Pick<Runtime, "unload">): GpuWatch {
  const { clock, state, home, report } = context;
  const child = createGpuChild(context);
  const respond = createResponder(effectsOf(context, runtime), () => clock.monotonic());
  const incidents = createGpuIncidents(context.incidents);
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
    const used = inUse(state.get("runtime"));
    incidents.tell(check, used);
    await respond(check, used.on);
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

  // Asked twice at once: one round answers both.
  const checkNow = (): Promise<GpuCheck> => {
    checking ??= see("full")
      .then(judge)
      .finally(() => {
        checking = null;
      });
    return checking;
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
    check: checkNow,
    stillSo: async (subject) => {
      const check = await checkNow();
      if (incidents.stands(subject, check, inUse(state.get("runtime")))) return true;
      const probe = check.probes.find(({ id }) => id === subject.id.split(":")[1]);
      return probe === undefined || probe.status === "unknown" ? null : false;
    },
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
