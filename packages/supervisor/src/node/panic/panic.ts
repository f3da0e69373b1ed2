import {
  RpcError,
  type AppContract,
  type Caller,
  type In,
  type Out,
  type PanicCause,
  type PanicLevel,
  type PanicOutcome,
  type PanicPlan,
  type State,
} from "@casemate/contract";
import { isPhrase } from "@casemate/incidents";
import { withDeadline } from "../../common/lifecycle/deadline.ts";
import type { Context } from "../console/context.ts";
import type { Vault } from "../vault/vault.ts";
import { createConsoleWorld, type ConsoleHands } from "./console-world.ts";
import type { Journal } from "./journal.ts";
import { lastOutcome } from "./last-outcome.ts";
import { recordIntent } from "./log-record.ts";
import { COUNTDOWN_MS, planPanic, recoveryMark, wordsStand } from "./plan.ts";
import { openAtLeast, resumable } from "./resumable.ts";
import {
  startPanic,
  type PanicEnd,
  type PanicRunner,
  type PanicRunnerOptions,
  type Running,
} from "./runner.ts";

type Calls = AppContract;

/** The panic of one console. */
export interface Panic {
  /** Ends what an earlier console could not end. Before anything is started. */
  resume(): Promise<void>;
  /** Throws `panic` while one runs or is half done: nothing may be unlocked then. */
  expectQuiet(): void;
  /** Throws `panic` also during a countdown: what was looked at when it began, the recovery words above all, must still be true when it acts. */
  expectWaysStay(): void;
  /**
   * Runs at once. One that runs already is joined, and raised when it was lower. `by`: who asked; the session of a browser that did stays, all others
   * end.
   */
  run(level: PanicLevel, cause: PanicCause, by?: Caller): Promise<PanicOutcome>;
  prepare(level: PanicPlan["level"]): Promise<PanicPlan>;
  trigger(input: In<Calls["panic.trigger"]>, caller: Caller): Promise<Out<Calls["panic.trigger"]>>;
  /** False when there was nothing that could still be cancelled. */
  cancel(): boolean;
}

export interface PanicOptions extends ConsoleHands {
  readonly journal: Journal;
  /** After level 3: as at the first start. */
  readonly beginAnew: () => Promise<void>;
}

/** Longest wait for a keeper that may hang, in milliseconds; whether there are recovery words is then unknown. */
const SLOTS_MS = 500;

interface Countdown {
  readonly id: string;
  readonly level: PanicPlan["level"];
  readonly cause: PanicCause;
  readonly actsAt: string;
  readonly stop: () => void;
}

const NEEDS_RECOVERY = {
  code: "needs_recovery",
  message:
    "Nothing was done: the recovery words changed during the countdown, so level 2 could have left no way into the vault. Begin again.",
} as const;

export function createPanic(context: Context, options: PanicOptions): Panic {
  const { state, clock } = context;
  let current: (Running & { readonly runner: PanicRunner; readonly end: Promise<PanicOutcome> }) | null =
    null;
  let countdown: Countdown | null = null;
  let halfDone: Running | null = null;

  const show = (change: Partial<State["panic"]> = {}): void => {
    const shown = current ?? countdown ?? halfDone;
    const stands = current ? "running" : countdown ? "countdown" : halfDone ? "half_done" : "idle";
    const { level = null, cause = null } = shown ?? {};
    const actsAt = countdown?.actsAt ?? null;
    state.update("panic", (panic) => ({ ...panic, state: stands, level, cause, actsAt, ...change }));
  };
  const runnerOptions = (by?: Caller): PanicRunnerOptions => ({
    world: () => createConsoleWorld(context, options, by?.via === "browser" ? by.session : null),
    journal: options.journal,
    intent: (begun) => recordIntent(context, begun),
    newId: context.newId,
    report: context.report,
    onChange: (running, steps) => {
      if (current) current = { ...current, level: running.level, cause: running.cause };
      show({ steps: [...steps] });
    },
  });
  const follow = (runner: PanicRunner, asked: Omit<Running, "id">, live: boolean): Promise<PanicOutcome> => {
    const end = runner.end.then((ended) => finish(ended, live));
    current = { ...asked, id: "", runner, end };
    show();
    return end;
  };
  const finish = async ({ outcome, over }: PanicEnd, live: boolean): Promise<PanicOutcome> => {
    // Before the way in is open again.
    if (live && over && outcome.level === 3) await options.beginAnew();
    await options.vault.release(live);
    current = null;
    // One of a lower level does not end what a higher one could not.
    if (!over) halfDone = outcome;
    else if (halfDone && outcome.level >= halfDone.level) halfDone = null;
    show({ last: outcome, steps: outcome.steps });
    return outcome;
  };

  const run = async (level: PanicLevel, cause: PanicCause, by?: Caller): Promise<PanicOutcome> => {
    if (current) {
      if (current.runner.raise(level, cause)) return current.end;
      await current.end;
      return run(level, cause, by);
    }
    const open = level === 1 ? null : openAtLeast(options.journal, context.home.root, level);
    return follow(startPanic(runnerOptions(by), { level, cause }, open), open ?? { level, cause }, true);
  };

  return {
    run,
    resume: async () => {
      const { open, setAside } = resumable(options.journal, context.home.root);
      show({ last: lastOutcome(context.home, options.journal), refused: setAside?.notice ?? null });
      if (setAside) {
        const { id, level } = setAside.begun;
        context.ledger.note("panic.set_aside", id, { level });
        context.report("panic", new Error(setAside.notice.message));
      }
      if (open === null) return;
      await follow(startPanic(runnerOptions(), open, open), open, false);
    },
    expectQuiet: () => {
      if (current || halfDone)
        throw new RpcError(
          "panic",
          halfDone
            ? "A panic could not be ended, so nothing is unlocked. See what is left to do with: casemate panic status"
            : "A panic is running. Nothing can be opened before it has ended.",
        );
    },
    expectWaysStay,
    prepare: async (level) => planPanic(context.home.root, level, await recoveryOf(context, options.vault)),
    trigger: (input, caller) =>
      // Kept in memory until the log can take it: a refusal does not wait for one that hangs.
      trigger(input, caller).catch((error: unknown) => {
        const code = error instanceof RpcError ? error.code : "internal";
        context.ledger.note("panic.refused", null, { level: input.level, code });
        throw error;
      }),
    cancel: () => {
      const stopped = countdown;
      countdown?.stop();
      countdown = null;
      if (stopped) context.ledger.note("panic.cancelled", stopped.id, { level: stopped.level });
      show();
      return stopped !== null;
    },
  };

  function expectWaysStay(): void {
    if (current || halfDone || countdown)
      throw new RpcError(
        "panic",
        countdown
          ? "A panic counts down, so nothing can change who opens the vault. Nothing was changed. Cancel the countdown first."
          : "A panic is running or could not be ended, so nothing can change who opens the vault. Nothing was changed.",
      );
  }

  async function trigger(
    { level, phrase, secretId }: In<Calls["panic.trigger"]>,
    caller: Caller,
  ): Promise<Out<Calls["panic.trigger"]>> {
    const plan = planPanic(context.home.root, level, await recoveryOf(context, options.vault));
    // Before the words are looked at: what changes them meanwhile is found when it acts.
    const mark = recoveryMark(context.home.root);
    if (plan.refused) throw new RpcError(plan.refused.code, plan.refused.message);
    if (!isPhrase(phrase, level, plan.vaultId))
      throw new RpcError("wrong_phrase", `Nothing was done. Type exactly: ${plan.phrase}`);
    if (plan.needsPassphrase) await authorise(level, secretId, caller);
    return begin(level, plan.needsPassphrase ? "passphrase" : "phrase", mark, caller);
  }

  async function authorise(level: 2 | 3, secretId: string | null, caller: Caller): Promise<void> {
    if (secretId === null)
      throw new RpcError("passphrase_needed", "This needs the passphrase, or the recovery words.");
    const { recovery } = await options.vault.check(secretId, caller);
    const { refused } = planPanic(context.home.root, level, recovery === true ? "present" : "absent");
    if (refused) throw new RpcError(refused.code, refused.message);
  }

  /** A higher level takes the place of a lower one that still counts down. */
  function begin(
    level: 2 | 3,
    cause: PanicCause,
    mark: string | null,
    by: Caller,
  ): Out<Calls["panic.trigger"]> {
    if (countdown && countdown.level >= level) return told(countdown);
    countdown?.stop();
    const id = context.newId();
    const actsAt = new Date(clock.now() + COUNTDOWN_MS).toISOString();
    const stop = clock.after(COUNTDOWN_MS, () => {
      countdown = null;
      if (level === 2 && !wordsStand(context.home.root, mark)) {
        refuse(id);
        return;
      }
      run(level, cause, by).catch((error: unknown) => {
        context.report("panic", error);
      });
    });
    countdown = { id, level, cause, actsAt, stop };
    context.ledger.note("panic.countdown", id, { level, cause });
    show({ refused: null });
    return told(countdown);
  }

  function refuse(id: string): void {
    context.ledger.note("panic.refused", id, { level: 2, code: NEEDS_RECOVERY.code });
    show({ refused: NEEDS_RECOVERY });
  }
}

function told({ id, level, actsAt }: Countdown): Out<Calls["panic.trigger"]> {
  return { id, level, actsAt };
}

/** Known only while the vault is open: which ways in there are is encrypted. */
async function recoveryOf(
  { state, clock }: Pick<Context, "state" | "clock">,
  vault: Vault,
): Promise<PanicPlan["recovery"]> {
  if (state.get("vault").state !== "unlocked") return "unknown";
  try {
    const { slots } = await withDeadline(clock, SLOTS_MS, vault.keys().call("keeper.slots", {}));
    return slots.some(({ kind, works }) => kind === "recovery" && works) ? "present" : "absent";
  } catch {
    return "unknown";
  }
}
