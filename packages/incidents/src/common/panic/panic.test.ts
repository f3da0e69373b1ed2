import { PanicStepId, type PanicLevel, type PanicStep } from "@casemate/contract";
import * as fc from "fast-check";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isPhrase, panicPhrase } from "./phrase.ts";
import { PANIC_STEPS, stepsOf } from "./registry.ts";
import { isComplete, isOver, runPanic } from "./run.ts";
import type { Act, Acts } from "./step.ts";
import { lossesOf, remainsOf } from "./words.ts";

const DONE: Act = { act: () => undefined, see: () => ({ state: "done", detail: "seen" }) };
const NEVER = new Promise<never>(() => undefined);

function actsWith(changed: Partial<Record<PanicStepId, Act>>, order: PanicStepId[] = []): Acts {
  return Object.fromEntries(
    PanicStepId.options.map((id) => {
      const { act, see } = changed[id] ?? DONE;
      return [id, { act: () => (order.push(id), act()), see }] as const;
    }),
  ) as Acts;
}

/** Runs with a clock whose time is up whenever everything waits. */
async function run(level: () => PanicLevel, acts: Acts): Promise<readonly PanicStep[]> {
  const timers = new Set<() => void>();
  const clock = {
    monotonic: () => 0,
    after: (_ms: number, due: () => void) => {
      timers.add(due);
      return () => timers.delete(due);
    },
  };
  const state = { ended: false };
  const running = runPanic({ level, acts, clock, onChange: () => undefined }).finally(() => {
    state.ended = true;
  });
  while (!state.ended) {
    await new Promise((resolve) => setImmediate(resolve));
    timers.forEach((due) => {
      due();
    });
  }
  return running;
}

describe("the steps of a panic", () => {
  it("are the files of the folder, the ids of the contract, and in its order", () => {
    const files = readdirSync(join(import.meta.dirname, "steps")).map((name) => name.replace(/\.ts$/, ""));
    const ids = PANIC_STEPS.map(({ id }) => id);
    expect([files.sort(), ids]).toEqual([
      ids.map((id) => id.replaceAll("_", "-")).sort(),
      [...PanicStepId.options],
    ]);
  });

  it("of a level come after all of the levels below, and what destroys keys before what removes traces", () => {
    const levels = PANIC_STEPS.map(({ level }) => level);
    expect([levels, PANIC_STEPS.filter(({ critical }) => critical).map(({ id }) => id)]).toEqual([
      levels.toSorted((a, b) => a - b),
      ["slots", "header", "log_key"],
    ]);
  });
});

/** What can go wrong with one step, and how it is then shown. */
const FAULTS: readonly [string, Act, string][] = [
  [
    "throws",
    {
      act: () => {
        throw new Error("broken");
      },
      see: () => ({ state: "failed", detail: "Not done." }),
    },
    "Not done. broken",
  ],
  [
    "throws, and was done all the same",
    {
      act: () => {
        throw new Error("broken");
      },
      see: DONE.see,
    },
    "seen",
  ],
  [
    "hangs",
    { act: () => NEVER, see: () => ({ state: "failed", detail: "Not done." }) },
    "Not done. It took too long.",
  ],
  [
    "cannot be looked at",
    {
      act: () => undefined,
      see: () => {
        throw new Error("unreadable");
      },
    },
    "Its effect could not be looked at. unreadable",
  ],
  [
    "hangs while it is looked at",
    { act: () => undefined, see: () => NEVER },
    "Its effect could not be looked at. It took too long.",
  ],
];

describe("running them", () => {
  it.each(
    PanicStepId.options.flatMap((id) =>
      FAULTS.map(([what, act, detail]) => [id, what, act, detail] as const),
    ),
  )("%s that %s keeps none of the others from running", async (id, what, act, detail) => {
    const order: PanicStepId[] = [];
    const steps = await run(() => 3, actsWith({ [id]: act }, order));
    const failed = steps.filter(({ state }) => state === "failed");
    const survived = what.startsWith("throws, and");
    expect([order, steps.find((step) => step.id === id)?.detail, failed.map((step) => step.id)]).toEqual([
      [...PanicStepId.options],
      detail,
      survived ? [] : [id],
    ]);
    const critical = PANIC_STEPS.find((step) => step.id === id)?.critical === true;
    expect([isComplete(steps), isOver(steps)]).toEqual([survived, survived || !critical]);
  });

  it("a higher level that comes meanwhile takes over, wherever the lower one is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...stepsOf(2).map(({ id }) => id)), async (at) => {
        let level: PanicLevel = stepsOf(1).some(({ id }) => id === at) ? 1 : 2;
        const order: PanicStepId[] = [];
        const raising: Act = {
          act: () => {
            level = 3;
          },
          see: DONE.see,
        };
        const steps = await run(() => level, actsWith({ [at]: raising }, order));
        expect([order, isComplete(steps), steps.length]).toEqual([[...PanicStepId.options], true, 11]);
      }),
    );
  });
});

describe("the phrase", () => {
  it("names this vault and this level, and no other", () => {
    const id = fc.stringMatching(/^[0-9a-f]{32}$/);
    fc.assert(
      fc.property(id, id, fc.constantFrom(2 as const, 3 as const), (mine, other, level) => {
        fc.pre(mine.slice(0, 8) !== other.slice(0, 8));
        const phrase = panicPhrase(level, mine);
        expect([
          isPhrase(` ${phrase.toUpperCase().replaceAll(" ", "  ")} `, level, mine),
          isPhrase(phrase, level, other),
          isPhrase(phrase, level === 2 ? 3 : 2, mine),
          isPhrase(phrase, level, null),
          phrase.length <= 60,
        ]).toEqual([true, false, false, false, true]);
      }),
    );
  });
});

it("the consequence comes first, and that backups survive is always said", () => {
  expect([
    lossesOf(2)[0]?.message,
    lossesOf(3)[0]?.message,
    ...([2, 3] as const).map((level) => remainsOf(level).some(({ code }) => code === "panic_backups")),
  ]).toEqual([
    "After this, no passphrase opens this vault any more. Only the recovery words do.",
    "After this, nobody, including you, can open this vault.",
    true,
    true,
  ]);
});
