import { seenText, type PanicLevel, type PanicStep } from "@casemate/contract";
import { PANIC_STEPS, stepsOf, waitingSteps } from "./registry.ts";
import type { Act, Acts, Seen, StepDefinition } from "./step.ts";

const CRITICAL = new Set(PANIC_STEPS.filter(({ critical }) => critical).map(({ id }) => id));

/** The part of a clock that a panic needs. */
export interface PanicClock {
  /** Milliseconds that only run forward. */
  monotonic(): number;
  /** Calls `run` once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

export interface PanicRun {
  /** Asked again after every step: a higher level takes over a lower one that runs. */
  readonly level: () => PanicLevel;
  readonly acts: Acts;
  readonly clock: PanicClock;
  /** Told of every change, with all steps of the level. */
  readonly onChange: (steps: readonly PanicStep[]) => void;
}

/**
 * Runs the steps one after the other. Nothing ends it: a step that throws or hangs is looked at, shown as failed, and the next one begins. Answers
 * the steps as they ended. Never rejects.
 */
export async function runPanic({ level, acts, clock, onChange }: PanicRun): Promise<PanicStep[]> {
  let steps = waitingSteps(level());
  const put = (step: PanicStep): void => {
    const known = new Map(steps.map((one) => [one.id, one]));
    known.set(step.id, step);
    steps = waitingSteps(level()).map((one) => known.get(one.id) ?? one);
    onChange(steps);
  };
  for (let next = nextOf(level(), steps); next; next = nextOf(level(), steps)) {
    const begun = clock.monotonic();
    put({ id: next.id, claim: next.claim, state: "running", detail: "", ms: null });
    const { state, detail } = await runStep(clock, next, acts[next.id]);
    put({
      id: next.id,
      claim: next.claim,
      state,
      detail: detail.slice(0, 300),
      ms: Math.round(clock.monotonic() - begun),
    });
  }
  return steps;
}

/** Every step was done and looked at, or had nothing to do. */
export function isComplete(steps: readonly PanicStep[]): boolean {
  return steps.every(({ state }) => state === "done" || state === "absent");
}

/** Nothing of it must be done again: what failed, if anything, a person can only do by hand. */
export function isOver(steps: readonly PanicStep[]): boolean {
  return steps.every(({ id, state }) => state === "done" || state === "absent" || !CRITICAL.has(id));
}

function nextOf(level: PanicLevel, steps: readonly PanicStep[]): StepDefinition | undefined {
  const ended = new Set(steps.filter(({ state }) => state !== "waiting").map(({ id }) => id));
  return stepsOf(level).find(({ id }) => !ended.has(id));
}

async function runStep(clock: PanicClock, { limitMs }: StepDefinition, { act, see }: Act): Promise<Seen> {
  const why = await attempt(clock, limitMs, act).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : "unknown"),
  );
  const seen = await attempt(clock, limitMs, see).catch((error: unknown) => ({
    state: "failed" as const,
    detail: `${seenText("not_looked_at")} ${error instanceof Error ? error.message : "unknown"}`,
  }));
  if (seen.state !== "failed" || why === null) return seen;
  return { ...seen, detail: `${seen.detail} ${why}` };
}

/** The work's own end, or a failure after `ms`. */
function attempt<T>(clock: PanicClock, ms: number, work: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      reject(new Error(seenText("too_long")));
    });
    // Also what is thrown before the first wait.
    const working = (async () => work())();
    working.then(resolve, reject).finally(cancel);
  });
}
