import { RpcError, type GpuAnswer, type GpuAnswerDepth, type State } from "@casemate/contract";
import { answerDue, knownCards, LOADED_REST_MS, type AnswerMoment, type Look } from "@casemate/gpu-watch";
import { loadAnswers, saveAnswers } from "./answers-file.ts";
import type { GpuContext } from "./gpu-context.ts";
import type { KnownAnswers } from "./known-answers.ts";
import { ANSWERED } from "./still-so.ts";

/** How often it is thought about, in milliseconds: a fraction of the shortest time between two tests. */
export const THINK_MS = 30_000;

export interface AnswerWatch {
  /** From now on tests begin by themselves too. */
  start(): void;
  /** A test that a person asked for; one that began by itself makes room. Throws what the test throws. */
  run(depth: GpuAnswerDepth, browser: string | null): Promise<GpuAnswer>;
  /** A person stops the one that runs, whoever began it. False: none runs. */
  stop(): Promise<boolean>;
}

/** What it rests on. */
export interface AnswerWatchParts {
  readonly answers: KnownAnswers;
  /** The last look at the cards; null: none yet. */
  readonly seen: () => Look | null;
  readonly look: () => Promise<Look>;
  /** A wrong answer is judged, and acted upon, at once. */
  readonly judge: () => Promise<void>;
}

interface Times {
  /** On the clock that never jumps. */
  restSince: number;
  endedAt: number | null;
  declinedAt: number | null;
  fruitless: number;
  justLoaded: boolean;
  chosen: boolean;
}

/** Has the card compute known answers when nobody asks: after a model was loaded, every five minutes of rest, and more once a week. */
export function watchAnswers(
  context: Pick<GpuContext, "clock" | "state" | "home" | "report" | "ledger">,
  { answers, seen, look, judge }: AnswerWatchParts,
): AnswerWatch {
  const { clock, state, home, report, ledger } = context;
  const times: Times = {
    ...{ restSince: clock.monotonic(), endedAt: null, declinedAt: null, fruitless: 0 },
    ...{ justLoaded: false, chosen: false },
  };
  const remembered = loadAnswers(home.gpuAnswers);
  state.update("machine", (machine) => ({
    ...machine,
    answer: remembered.wrong,
    answers: { ...machine.answers, deepAt: remembered.deepAt },
  }));
  /** The test that began by itself; ends when it has ended. */
  let own: { readonly depth: GpuAnswerDepth; readonly ended: Promise<void> } | null = null;

  const keep = (answer: GpuAnswer): void => {
    const told = answer.on === "card" && answer.state !== "unknown";
    times.endedAt = clock.monotonic();
    times.fruitless = told ? 0 : times.fruitless + 1;
    times.justLoaded = false;
    const { state: came, on, depth } = answer;
    if (came === "wrong" || (came === "right" && depth === "deep"))
      ledger.note(ANSWERED, null, { state: came, on, depth });
    const { answer: stands, answers: before } = state.get("machine");
    const deepAt = told && answer.depth === "deep" ? answer.at : before.deepAt;
    const wrong = stands?.state === "wrong" ? stands : null;
    state.update("machine", (machine) => ({ ...machine, answers: { ...machine.answers, deepAt } }));
    try {
      saveAnswers(home.gpuAnswers, { deepAt, wrong });
    } catch (error) {
      report("gpu-watch answers", error);
    }
  };
  const test = async (depth: GpuAnswerDepth, browser: string | null): Promise<GpuAnswer> => {
    const answer = await answers.run(depth, browser, knownCards(seen() ?? (await look())));
    keep(answer);
    if (answer.state === "wrong") await judge();
    return answer;
  };
  const beginOwn = (depth: GpuAnswerDepth): Promise<void> => {
    const ended = test(depth, null).then(
      () => undefined,
      (error: unknown) => {
        // A person's own test runs, or it was stopped: neither is a fault. What failed is not tried again at once.
        if (!isCode(error, "cancelled") && !isCode(error, "busy")) report("gpu-watch answers", error);
        if (!isCode(error, "cancelled")) times.endedAt = clock.monotonic();
      },
    );
    own = { depth, ended };
    return ended.finally(() => {
      own = null;
    });
  };
  const failed = (error: unknown): void => {
    report("gpu-watch answers", error);
  };
  const thought = (): GpuAnswerDepth | null => {
    const look = seen();
    const { due, plan, inMs } = answerDue(momentOf(context, times, look));
    if (look !== null) showPlan(context, plan, inMs);
    return due;
  };
  const think = async (): Promise<void> => {
    const due = thought();
    if (due !== null && own === null && state.get("machine").computing === null) await beginOwn(due);
  };
  const thinkAgain = (): void => {
    think()
      .catch(failed)
      .finally(() => {
        clock.after(THINK_MS, thinkAgain);
      });
  };
  return {
    start: () => {
      follow(context, times, {
        onWork: () => {
          if (own !== null) void answers.stop();
        },
        onLoaded: () => {
          clock.after(LOADED_REST_MS, () => void think().catch(failed));
        },
        // Not within the change that is being told: who listens after us would be told of ours first.
        onChange: () => {
          queueMicrotask(thought);
        },
      });
      clock.after(THINK_MS, thinkAgain);
    },
    run: async (depth, browser) => {
      const before = own;
      if (before !== null) {
        await answers.stop();
        await before.ended;
      }
      return test(depth, browser);
    },
    stop: async () => {
      if (own?.depth === "deep") times.declinedAt = clock.monotonic();
      if (own !== null) times.endedAt = clock.monotonic();
      return answers.stop();
    },
  };
}

interface Followed {
  /** Something begins to work. */
  readonly onWork: () => void;
  readonly onLoaded: () => void;
  /** Something that a plan rests on may be another now. */
  readonly onChange: () => void;
}

function follow(
  { state, clock }: Pick<GpuContext, "state" | "clock">,
  times: Times,
  { onWork, onLoaded, onChange }: Followed,
): void {
  let before = state.get("runtime").state;
  const runtimeChanged = (): void => {
    const now = state.get("runtime").state;
    if (isWorking(now) && !isWorking(before)) onWork();
    if (isWorking(now) || isWorking(before)) times.restSince = clock.monotonic();
    if (before === "loading" && now === "ready") {
      times.justLoaded = true;
      onLoaded();
    }
    if (now !== "ready" && now !== "generating") times.justLoaded = false;
    before = now;
  };
  state.subscribe(({ slice }) => {
    if (slice === "vault" && ["unlocked", "absent"].includes(state.get("vault").state)) times.chosen = true;
    if (slice === "runtime") runtimeChanged();
    if (slice === "runtime" || slice === "app" || slice === "machine") onChange();
  });
}

function isWorking(now: State["runtime"]["state"]): boolean {
  return now === "generating" || now === "loading";
}

function momentOf(
  { clock, state }: Pick<GpuContext, "clock" | "state">,
  times: Times,
  look: Look | null,
): AnswerMoment {
  const since = (at: number | null): number | null => (at === null ? null : clock.monotonic() - at);
  const { state: runtime } = state.get("runtime");
  const { deepAt } = state.get("machine").answers;
  // A clock that was put back must not put the next test off.
  const sinceDeep = deepAt === null ? -1 : clock.now() - Date.parse(deepAt);
  return {
    tests: state.get("app").settings.gpuTests,
    chosen: times.chosen,
    cards: look?.cards?.length ?? null,
    working: isWorking(runtime),
    loaded: runtime !== "stopped" && runtime !== "failed",
    justLoaded: times.justLoaded,
    onBattery: look?.onBattery === true,
    restedMs: clock.monotonic() - times.restSince,
    sinceMs: since(times.endedAt),
    sinceDeepMs: sinceDeep < 0 ? null : sinceDeep,
    declinedMs: since(times.declinedAt),
    fruitless: times.fruitless,
  };
}

function showPlan(
  { clock, state }: Pick<GpuContext, "clock" | "state">,
  plan: State["machine"]["answers"]["plan"],
  inMs: number | null,
): void {
  const nextAt = inMs === null ? null : new Date(clock.now() + inMs).toISOString();
  const { answers } = state.get("machine");
  // Every page is told of every change: a time that is only thought of again is none.
  if (answers.plan === plan && sameTime(answers.nextAt, nextAt)) return;
  state.update("machine", (machine) => ({ ...machine, answers: { ...machine.answers, plan, nextAt } }));
}

/** Times this close are one, in milliseconds. */
const SAME_MS = 1000;

function sameTime(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(Date.parse(a) - Date.parse(b)) < SAME_MS;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof RpcError && error.code === code;
}
