import type { RpcError } from "@casemate/contract";
import { createFakeClock } from "@casemate/testkit";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { HiddenPage, HiddenPageEvents } from "../src/common/hidden-page.ts";
import type { StateStore } from "../src/common/state/store.ts";
import { testState } from "../src/common/state/test-state.ts";
import { ANSWER_LIMIT_MS, createKnownAnswers, type KnownAnswers } from "../src/node/gpu/known-answers.ts";
import { prepareHome, type Home } from "../src/node/home.ts";
import { createSpawner, type Spawner } from "../src/node/hosts/spawn-service.ts";
import { root } from "./bundle-probes.ts";

const READY = '"ready"';
const ENDED = "Casemate's own hidden window ended before it had answered.";
const UNASKED = "The page answered something that was not asked.";

let folder: string;
let home: Home;
let spawner: Spawner;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "casemate-window-"));
  home = prepareHome(folder);
  spawner = createSpawner({
    node: process.execPath,
    servicesDir: join(root, "dist", "services"),
    manifest: null,
    nodeModules: join(root, "node_modules"),
  });
});
afterEach(async () => {
  expect([await spawner.endAll(null), spawner.living()]).toEqual([[], []]); // nothing was left by any test
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What the page does when it is asked the `count`th time, from 0 on; -1: when it opens. */
type Act = (say: (text: string) => void, count: number, events: HiddenPageEvents) => void;

interface Shell extends HiddenPage {
  /** One for each window that was opened: whether it was closed. */
  readonly closed: boolean[];
  asked: number;
}

function shell(act: Act): Shell {
  const made: Shell = {
    use: "first",
    closed: [],
    asked: 0,
    open: (_maxChars, events) => {
      const at = made.closed.push(false) - 1;
      const does = (count: number): void => {
        queueMicrotask(() => {
          act(events.text, count, events);
        });
      };
      does(-1);
      return {
        send: () => {
          does(made.asked++);
        },
        close: () => {
          made.closed[at] = true;
        },
      };
    },
  };
  return made;
}

interface Test {
  readonly answers: KnownAnswers;
  readonly state: StateStore;
  readonly clock: ReturnType<typeof createFakeClock>;
}

function testOf(hiddenPage: HiddenPage | null): Test {
  const [clock, state] = [createFakeClock(), testState()];
  const answers = createKnownAnswers({
    clock,
    state,
    home,
    spawner,
    hiddenPage,
    report: (_where, error) => {
      throw error;
    },
  });
  return { answers, state, clock };
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "answered",
    (error: unknown) => (error as RpcError).code,
  );
const ready: Act = (say, count) => {
  if (count < 0) say(READY);
};

describe("a known-answer test in the shell's hidden window, judged by the real child", () => {
  it.each<[string, Act, string]>([
    [
      "says garbage when it opens",
      (say) => {
        say("{");
      },
      UNASKED,
    ],
    [
      "answers garbage",
      (say, count) => {
        say(count < 0 ? READY : "\u0000");
      },
      UNASKED,
    ],
    [
      "answers under another id",
      (say, count) => {
        say(count < 0 ? READY : '{"id":77,"ok":true,"result":null}');
      },
      UNASKED,
    ],
    [
      "says that the result is right",
      (say, count) => {
        say(count < 0 ? READY : '{"state":"right"}');
      },
      UNASKED,
    ],
    [
      "says more than it was asked",
      (say, count) => {
        if (count < 0) for (let at = 0; at < 1000; at++) say(READY);
      },
      ENDED,
    ],
    [
      "answers more than any answer needs",
      (say, count) => {
        say(count < 0 ? READY : "x".repeat(7 * 1024 * 1024));
      },
      ENDED,
    ],
    [
      "does not open",
      (_say, _count, events) => {
        events.ended();
      },
      ENDED,
    ],
    [
      "is closed when it is asked",
      (say, count, events) => {
        if (count < 0) say(READY);
        else events.ended();
      },
      ENDED,
    ],
    [
      "ends twice",
      (say, count, events) => {
        if (count < 0) say(READY);
        else for (let at = 0; at < 2; at++) events.ended();
      },
      ENDED,
    ],
  ])("whose page %s is unknown, and the window is gone", async (_name, act, why) => {
    const page = shell(act);
    const { answers, state } = testOf(page);
    const answer = await answers.run("quick", null, []);
    expect([answer.state, answer.where, answer.why, page.closed, state.get("machine").computing]).toEqual([
      "unknown",
      "window",
      why,
      [true],
      null,
    ]);
  });

  it("that is stopped while nothing answers is cancelled, and the window is gone; a second one meanwhile is refused", async () => {
    const page = shell(ready);
    const { answers, state } = testOf(page);
    const first = codeOf(answers.run("quick", null, []));
    while (page.asked === 0) await new Promise(setImmediate);
    const second = await codeOf(answers.run("deep", null, []));
    const stopped = await answers.stop();
    expect([second, stopped, await first, page.closed, state.get("machine")]).toEqual([
      "busy",
      true,
      "cancelled",
      [true],
      { ...state.get("machine"), computing: null, answer: null },
    ]);
  });

  it("that does not end in time is ended, with its window", async () => {
    const page = shell(ready);
    const { answers, clock } = testOf(page);
    const ended = codeOf(answers.run("quick", null, []));
    while (page.asked === 0) await new Promise(setImmediate);
    clock.advance(ANSWER_LIMIT_MS.quick);
    expect([await ended, page.closed]).toEqual(["timeout", [true]]);
  });

  it("whose child dies in the middle ends with its window, and the next one runs", async () => {
    const page = shell(ready);
    const { answers } = testOf(page);
    const ended = codeOf(answers.run("quick", null, []));
    while (page.asked === 0) await new Promise(setImmediate);
    await spawner.endAll(["gpu-compute"]);
    const first = [await ended, [...page.closed]];
    const next = answers.run("quick", null, []);
    while (page.asked === 1) await new Promise(setImmediate);
    await answers.stop();
    expect([first, await codeOf(next), page.closed]).toEqual([
      ["service_unavailable", [true]],
      "cancelled",
      [true, true],
    ]);
  });

  it("opens no window for a browser that a person named", async () => {
    const page = shell(ready);
    const { state, where, why } = await testOf(page).answers.run("quick", "/nonexistent/browser", []);
    expect([state, where, why, page.closed]).toEqual([
      "unknown",
      null,
      "The browser that was named cannot be used: it is not there, or may not be run.",
      [],
    ]);
  });
});
