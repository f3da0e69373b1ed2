import type { GpuCheck, GpuProbe, GpuVerdict } from "@casemate/contract";
import { PROCESSOR_PROBES, SECTIONS, STORED_MODELS } from "../probes/subjects.ts";

/** From mild to hard. Containing the model, or freezing what acts, is for the incident that a critical finding makes. */
export type Action = "alert" | "reload_runtime" | "stop_runtime";

/** Each but the alert is done at most once in this time (that of the original): a probe that flaps must not keep anybody from working. */
export const COOL_DOWN_MS = 15 * 60_000;
/** Findings that are remembered as answered; far more than a machine can have at once. */
const MAX_ANSWERED = 500;

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
  /** Findings for which the runtime was reloaded already. */
  readonly answered: ReadonlySet<string>;
}

/**
 * What is to be done now, mild before hard. A fresh runtime answers a finding once: as long as it stays, as an engine that was updated does until a
 * person takes it into the baseline, another one would help no more. What failed (critical) stops every runtime on it, also one that was started since.
 */
export function decideActions({
  check,
  before,
  computesOn,
  now,
  done,
  answered,
}: Situation): readonly Action[] {
  const concerned = badProbes(check, computesOn).length > 0;
  return LADDER[check.verdict].filter((action) => {
    if (action === "alert")
      return before === null ? check.verdict !== "healthy" : saysOf(before) !== saysOf(check);
    if (action === "reload_runtime" && findingsOf(check, computesOn).every((one) => answered.has(one)))
      return false;
    const last = done.get(action);
    return concerned && (last === undefined || now - last >= COOL_DOWN_MS);
  });
}

/** What is worth telling again. Figures inside sentences change with every round and are not. */
function saysOf({ verdict, baseline, probes }: GpuCheck): string {
  return JSON.stringify([verdict, baseline.state, probes.map(({ id, status }) => [id, status])]);
}

/** Bad findings about what a model computes on; a card that fails is no reason to stop a model on the processor. */
function badProbes({ verdict, probes }: GpuCheck, computesOn: ComputesOn): GpuProbe[] {
  return probes.filter(
    ({ id, status }) =>
      status === verdict &&
      id !== STORED_MODELS &&
      (PROCESSOR_PROBES.includes(id) ? "processor" : "accelerator") === computesOn,
  );
}

/** The same as texts that stay the same while nothing changes: the probe, and each difference from the baseline that it tells. */
function findingsOf(check: GpuCheck, computesOn: ComputesOn): string[] {
  return badProbes(check, computesOn).flatMap(({ id, status }) => {
    const changes = check.drift.filter(({ section }) => (SECTIONS[id] ?? []).includes(section));
    return changes.length === 0
      ? [JSON.stringify([id, status])]
      : changes.map(({ section, card, what, before, after }) =>
          JSON.stringify([id, status, section, card, what, before, after]),
        );
  });
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
  const answered = new Set<string>();
  let before: GpuCheck | null = null;
  return async (check, computesOn) => {
    const now = monotonic();
    const actions = decideActions({ check, before, computesOn, now, done, answered });
    before = check;
    for (const action of actions) {
      done.set(action, now);
      if (action === "reload_runtime") remember(answered, findingsOf(check, computesOn));
      try {
        await perform(effects, action, check);
      } catch (error) {
        effects.report(action, error);
      }
    }
  };
}

/** The oldest go first. */
function remember(answered: Set<string>, findings: readonly string[]): void {
  for (const one of findings) answered.add(one);
  for (const one of answered) {
    if (answered.size <= MAX_ANSWERED) return;
    answered.delete(one);
  }
}

async function perform(effects: Effects, action: Action, check: GpuCheck): Promise<void> {
  if (action === "alert") effects.alert(check);
  else if (action === "reload_runtime") await effects.reloadRuntime(check);
  else await effects.stopRuntime(check);
}
