import type { GpuCheck, GpuVerdict } from "@casemate/contract";

/** From mild to hard. Containing the model, or freezing what acts, is for the incident that a critical finding makes. */
export type Action = "alert" | "reload_runtime" | "stop_runtime";

/** Each but the alert is done at most once in this time (that of the original): a probe that flaps must not keep anybody from working. */
export const COOL_DOWN_MS = 15 * 60_000;

/** Which verdict asks for what. Of what is unknown, and of what is well again, somebody is told, and nothing is stopped for it. */
const LADDER: Readonly<Record<GpuVerdict, readonly Action[]>> = {
  healthy: ["alert"],
  unknown: ["alert"],
  warning: ["alert", "reload_runtime"],
  critical: ["alert", "stop_runtime"],
};

/** What the running model computes on; null when none is loaded. */
export type ComputesOn = "processor" | "accelerator" | null;

export interface Situation {
  readonly check: GpuCheck;
  /** The check before this one; null for the first. */
  readonly before: GpuCheck | null;
  readonly computesOn: ComputesOn;
  /** Milliseconds of a clock that never goes back. */
  readonly now: number;
  /** When each was done last. */
  readonly done: ReadonlyMap<Action, number>;
}

/** What is to be done now, mild before hard. */
export function decideActions({ check, before, computesOn, now, done }: Situation): readonly Action[] {
  const concerned = computesOn !== null && concerns(check).has(computesOn);
  return LADDER[check.verdict].filter((action) => {
    if (action === "alert")
      return before === null ? check.verdict !== "healthy" : saysOf(before) !== saysOf(check);
    const last = done.get(action);
    return concerned && (last === undefined || now - last >= COOL_DOWN_MS);
  });
}

/** What is worth telling again. Figures inside sentences change with every round and are not. */
function saysOf({ verdict, baseline, probes }: GpuCheck): string {
  return JSON.stringify([verdict, baseline.state, probes.map(({ id, status }) => [id, status])]);
}

/** A damaged stored model says nothing about what computes; its own incident contains it. */
const OF_MODELS = "stored_models";
/** Probes of what the processor computes. Engine: this version computes models on the processor only. */
const OF_THE_PROCESSOR: ReadonlySet<string> = new Set(["cpu_known_answer", "engine"]);

/** Which of the two the bad findings are about: a card that fails is no reason to stop a model on the processor. */
function concerns({ verdict, probes }: GpuCheck): ReadonlySet<ComputesOn> {
  const bad = probes.filter(({ id, status }) => status === verdict && id !== OF_MODELS);
  return new Set(bad.map(({ id }) => (OF_THE_PROCESSOR.has(id) ? "processor" : "accelerator")));
}

/** What the actions do; filled in by whoever starts us. */
export interface Effects {
  alert(check: GpuCheck): void;
  /** Ends the runtime; the next message starts a fresh one. */
  reloadRuntime(check: GpuCheck): Promise<void>;
  stopRuntime(check: GpuCheck): Promise<void>;
  report(action: Action, error: unknown): void;
}

/** Answers a check with what it asks for. Remembers what it did, for the cool-down. */
export function createResponder(
  effects: Effects,
  monotonic: () => number,
): (check: GpuCheck, computesOn: ComputesOn) => Promise<void> {
  const done = new Map<Action, number>();
  let before: GpuCheck | null = null;
  return async (check, computesOn) => {
    const now = monotonic();
    const actions = decideActions({ check, before, computesOn, now, done });
    before = check;
    for (const action of actions) {
      done.set(action, now);
      try {
        await perform(effects, action, check);
      } catch (error) {
        effects.report(action, error);
      }
    }
  };
}

async function perform(effects: Effects, action: Action, check: GpuCheck): Promise<void> {
  if (action === "alert") effects.alert(check);
  else if (action === "reload_runtime") await effects.reloadRuntime(check);
  else await effects.stopRuntime(check);
}
