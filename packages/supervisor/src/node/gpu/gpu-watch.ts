import {
  RpcError,
  type GpuAnswer,
  type GpuAnswerDepth,
  type GpuAttestState,
  type GpuBaselineState,
  type GpuCheck,
  type GpuHistory,
  type GpuLive,
  type Incident,
} from "@casemate/contract";
import {
  captureBaseline,
  dueNow,
  ENGINE_ASKED_MS,
  engineOf,
  nextIn,
  rereadBytes,
  trendOf,
  type Busy,
  type EngineAnswer,
  type Look,
} from "@casemate/gpu-watch";
import { isoTime } from "../../common/clock.ts";
import { GPU_FAILURES, gpuSilent } from "../../common/incidents/other-reports.ts";
import type { ServiceStatus } from "../../common/lifecycle/service.ts";
import type { Runtime } from "../models/runtime-controller.ts";
import { saveBaseline } from "./baseline-file.ts";
import { createBaselineNote } from "./baseline-note.ts";
import { watchAnswers } from "./answer-watch.ts";
import { watchEngine } from "./engine-watch.ts";
import { createGpuChild } from "./gpu-child.ts";
import type { GpuContext } from "./gpu-context.ts";
import { createGpuIncidents } from "./gpu-incidents.ts";
import { loadHistory } from "./history-file.ts";
import { createJudge, type Seen } from "./judge.ts";
import { createKnownAnswers } from "./known-answers.ts";
import { nothingSeen } from "./nothing-seen.ts";
import { stillSo, type StillSo } from "./still-so.ts";
import type { StoredModelsWatch } from "./stored-models.ts";

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
  live(): GpuLive;
  attest(): GpuAttestState | null;
  /** A known-answer test of the accelerator; a wrong answer is judged, and acted upon, at once. `browser`: what a person named. */
  knownAnswer(depth: GpuAnswerDepth, browser: string | null): Promise<GpuAnswer>;
  stopKnownAnswer(): Promise<boolean>;
  history(): GpuHistory;
  capture(): Promise<GpuBaselineState>;
  replace(fingerprint: string): Promise<GpuBaselineState>;
  /** Looks again: whether what this incident is about is still so. */
  stillSo(incident: Incident): Promise<StillSo>;
  status(): ServiceStatus;
}

/** What GPU watch uses of the models' side. */
export interface GpuParts {
  readonly runtime: Pick<Runtime, "unload">;
  readonly stored: StoredModelsWatch;
  readonly askEngine: () => Promise<EngineAnswer>;
}

/** Watches accelerators and processor: asks the child, judges, remembers, acts. */
export function createGpuWatch(context: GpuContext, { runtime, stored, askEngine }: GpuParts): GpuWatch {
  const { clock, state, home, report } = context;
  const child = createGpuChild(context);
  const engine = watchEngine(clock, askEngine);
  const incidents = createGpuIncidents(context.incidents);
  const note = createBaselineNote(context);
  const judgement = createJudge(context, runtime, incidents, note);
  let last: Look | null = null;
  let failures = 0;
  /** Looks for accelerators that ended without an answer, in a row. */
  let unanswered = 0;
  let fullAt: number | null = null;
  let checking: Promise<GpuCheck> | null = null;

  const busy = (): Busy => ({
    working: ["generating", "loading"].includes(state.get("runtime").state),
    onBattery: last?.onBattery === true,
  });

  const see = async (depth: "light" | "full"): Promise<Seen> => {
    const others = { engine: engine.seen(), models: stored.seen() };
    try {
      const { look, cpu, timing } = await child.ask(LOOK_LIMIT_MS, (client) =>
        client.call("gpu.look", { depth }),
      );
      failures = 0;
      if (depth === "full") fullAt = clock.monotonic();
      last = look;
      return { ...others, look, cpu, timing };
    } catch (error) {
      report("gpu-watch", error);
      failures++;
      return { ...others, look: nothingSeen(isoTime(clock)), cpu: null, timing: null };
    }
  };

  const tests = watchAnswers(context, {
    answers: createKnownAnswers(context),
    seen: () => last,
    look: async () => (await see("light")).look,
    judge: async () => {
      await judgement.judge(await see("light"));
    },
  });

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

  const rhythm = (): Parameters<typeof dueNow>[0] => ({
    generating: state.get("runtime").state === "generating",
    look: last,
    failures,
    sinceFull: fullAt === null ? null : clock.monotonic() - fullAt,
  });
  const doRound = async (): Promise<void> => {
    const due = dueNow(rhythm());
    if (due === null) return;
    await engine.keepFresh(busy());
    await stored.step(rereadBytes(busy(), nextIn(rhythm())));
    await judgement.judge(await see(due));
  };
  const round = (): void => {
    const { generating } = rhythm();
    doRound()
      .catch((error: unknown) => {
        report("gpu-watch", error);
      })
      .finally(() => {
        clock.after(nextIn({ ...rhythm(), generating }), round);
      });
  };
  /** The processor's known answers, and the cards, as soon as a model was loaded. */
  const watchLoads = (): void => {
    let before = state.get("runtime").state;
    state.subscribe(({ slice }) => {
      if (slice !== "runtime") return;
      const now = state.get("runtime").state;
      if (before === "loading" && now === "ready")
        void see("light")
          .then(judgement.judge)
          .catch((error: unknown) => {
            report("gpu-watch", error);
          });
      before = now;
    });
  };

  const write = async (seen: Seen, expected: string | null): Promise<GpuBaselineState> => {
    const baseline = captureBaseline(seen.look, { engine: engineOf(seen.engine), timing: seen.timing });
    if (!baseline)
      throw new RpcError(
        "unknown",
        "Nothing was captured: the accelerators of this machine could not be looked at.",
      );
    const { check } = await judgement.weigh(seen);
    if (expected === null) expectFirst(check);
    else if (check.fingerprint !== expected)
      throw new RpcError(
        "changed",
        "The machine is not as it was when this was asked. Check again, and look at what changed.",
      );
    const { known, publicKey } = saveBaseline(home, baseline);
    const { sha256, cards } = known.state;
    note.captured({ sha256, key: publicKey, cards });
    return known.state;
  };

  /** What a person asked for: everything, as it is now. */
  const seeAll = async (): Promise<Seen> => {
    await engine.atMost(ENGINE_ASKED_MS, busy());
    await stored.step(rereadBytes({ ...busy(), onBattery: false }, 0));
    return see("full");
  };
  // Asked twice at once: one round answers both.
  const checkNow = (): Promise<GpuCheck> => {
    checking ??= seeAll()
      .then(judgement.judge)
      .finally(() => {
        checking = null;
      });
    return checking;
  };
  const capture = async (expected: string | null): Promise<GpuBaselineState> => {
    const seen = await seeAll();
    const written = await write(seen, expected);
    await judgement.judge(seen);
    return written;
  };

  const detectAgain = (): void => {
    void detect().finally(() => clock.after(DETECT_INTERVAL_MS, detectAgain));
  };
  return {
    start: () => {
      detectAgain();
      watchLoads();
      clock.after(SETTLE_MS, round);
      tests.start();
    },
    detect,
    check: checkNow,
    live: judgement.live,
    attest: judgement.attest,
    stillSo: async (incident) => {
      const check = await checkNow();
      return stillSo(incident, { check, standing: judgement.standing() }, context.ledger);
    },
    knownAnswer: (depth, browser) => tests.run(depth, browser),
    stopKnownAnswer: () => tests.stop(),
    history: () => {
      const entries = loadHistory(home.gpuHistory);
      return { entries: [...entries], trend: trendOf(entries) };
    },
    capture: () => capture(null),
    replace: (fingerprint) => capture(fingerprint),
    status: () => child.status(),
  };
}

/** The first baseline is captured without asking, unless that would forget something. Throws `exists`, `needs_approval`. */
function expectFirst({ baseline, granted }: GpuCheck): void {
  if (baseline.state !== "absent")
    throw new RpcError("exists", "There is a baseline already. Replacing it needs your approval.");
  const grave = granted.find(({ status }) => status === "critical");
  if (grave)
    throw new RpcError(
      "needs_approval",
      `Nothing was captured: a baseline would take for granted what is critical now, and that needs your approval. ${grave.sentence}`,
    );
}
