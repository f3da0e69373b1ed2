import type { PanicCause, PanicLevel, PanicOutcome, PanicStep } from "@casemate/contract";
import { isComplete, isOver, runPanic, waitingSteps } from "@casemate/incidents";
import { readDeviceMark, diskFs, vaultOnDisk } from "@casemate/vault";
import { isoTime } from "../../common/clock.ts";
import { createActs } from "./acts.ts";
import { certificateName, completeCertificate } from "./certificate.ts";
import type { Begun, Journal } from "./journal.ts";
import type { PanicWorld } from "./world.ts";

export interface PanicRunnerOptions {
  readonly world: () => PanicWorld;
  readonly journal: Journal;
  /** Answers what records the outcome. */
  readonly intent: (begun: Begun) => Promise<((outcome: PanicOutcome) => Promise<boolean>) | null>;
  readonly newId: () => string;
  readonly onChange: (running: Running, steps: readonly PanicStep[]) => void;
  /** What could not be written down: the panic goes on. */
  readonly report: (where: string, error: unknown) => void;
}

export interface Running {
  readonly id: string;
  readonly level: PanicLevel;
  readonly cause: PanicCause;
}

export interface PanicEnd {
  readonly outcome: PanicOutcome;
  /** Nothing has to be done again. */
  readonly over: boolean;
}

/** One panic from its first step to its last, with everything that has to be written down on the way. */
export interface PanicRunner {
  /** Raises the level of what runs; what raised it is then its cause. False when it is past its last step. */
  raise(level: PanicLevel, cause: PanicCause): boolean;
  readonly end: Promise<PanicEnd>;
}

/** Begins a panic, or goes on with one that was cut off. */
export function startPanic(
  options: PanicRunnerOptions,
  asked: { readonly level: PanicLevel; readonly cause: PanicCause },
  open: Begun | null = null,
): PanicRunner {
  const { journal, report } = options;
  const world = options.world();
  const { clock } = world;
  let begun: Begun = open ?? {
    ...asked,
    id: options.newId(),
    begunAt: isoTime(clock),
    device: readDeviceMark(diskFs, world.home.root),
    vault: vaultOnDisk(diskFs, world.home.root).id,
    headerGone: false,
  };
  let steps: readonly PanicStep[] = waitingSteps(begun.level);
  let closed = false;
  /** One for each level that it had. */
  const intents: ReturnType<PanicRunnerOptions["intent"]>[] = [];

  /** Durable before the first step that cannot be undone. A disk that cannot be written does not stop a panic. */
  const write = (): void => {
    if (begun.level === 1) return;
    try {
      journal.begin(begun);
    } catch (error) {
      report("panic journal", error);
    }
  };
  const perform = async (): Promise<PanicEnd> => {
    const start = clock.monotonic();
    write();
    intents.push(options.intent(begun));
    await intents[0];
    const acts = createActs(world, { ...begun, resumed: open !== null, steps: () => steps });
    const ended = await runPanic({
      level: () => begun.level,
      acts,
      clock,
      onChange: (changed) => {
        steps = changed;
        if (!begun.headerGone && isHeaderGone(changed)) {
          begun = { ...begun, headerGone: true };
          write();
        }
        options.onChange(begun, changed);
      },
    });
    closed = true;
    const ms = Math.round(clock.monotonic() - start);
    return finish(outcomeOf(begun, ended, { ms, endedAt: isoTime(clock), resumed: open !== null }));
  };
  /** True when the log has the outcome of everything that it was told of. */
  const log = async (outcome: PanicOutcome): Promise<boolean> => {
    const closes = await Promise.all(intents);
    const logged = closes.map(async (close) => close !== null && (await close(outcome)));
    return (await Promise.all(logged)).every(Boolean);
  };
  const finish = async (outcome: PanicOutcome): Promise<PanicEnd> => {
    const over = isOver(outcome.steps);
    const erased = outcome.level === 3;
    const logged = !erased && (await log(outcome));
    const told = { ...outcome, logged };
    try {
      if (erased) completeCertificate(world, outcome.id, outcome.steps);
      if (over && erased) journal.clear();
      else if (over) journal.end(told);
    } catch (error) {
      report("panic outcome", error);
    }
    return { outcome: told, over };
  };
  return {
    raise: (level, cause) => {
      if (closed) return false;
      if (level > begun.level) {
        begun = { ...begun, level, cause };
        write();
        intents.push(options.intent(begun));
      }
      return true;
    },
    end: perform(),
  };
}

function isHeaderGone(steps: readonly PanicStep[]): boolean {
  return steps.some(({ id, state }) => id === "header" && (state === "done" || state === "absent"));
}

function outcomeOf(
  { id, level, cause, begunAt }: Begun,
  steps: readonly PanicStep[],
  rest: Pick<PanicOutcome, "ms" | "endedAt" | "resumed">,
): PanicOutcome {
  const certificate = level === 3 ? certificateName(id) : null;
  const complete = isComplete(steps);
  return { id, level, cause, begunAt, ...rest, complete, logged: false, steps: [...steps], certificate };
}
