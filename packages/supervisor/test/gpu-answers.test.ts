import type { GpuAnswer, State } from "@casemate/contract";
import { createCardMachine } from "@casemate/testkit";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { THINK_MS } from "../src/node/gpu/answer-watch.ts";
import { SETTLE_MS } from "../src/node/gpu/gpu-watch.ts";
import { root } from "./bundle-probes.ts";
import { endGpuWorlds, folder, watch, type Watched } from "./gpu-world.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A card that computed everything that was asked of it. */
const RIGHT: Omit<GpuAnswer, "at" | "depth"> = {
  state: "right",
  why: null,
  on: "card",
  adapter: { vendor: "nvidia", architecture: "ampere", device: "0x20b2", description: "" },
  card: "the card",
  where: "browser",
  browser: { path: "/usr/bin/chromium", version: "Chrome/156", sandboxed: true },
  products: { planned: 3, done: 3, wrong: 0, multiplications: 1, half: 1 },
  memory: { free: 1, wanted: 8 * 2 ** 20, covered: 8 * 2 ** 20, passes: 4, wrongBlocks: 0 },
  faults: [],
  notCovered: ["kernels of other programs"],
  ms: { start: 1, products: 1, memory: 1 },
};

let room: string;
beforeEach(() => {
  room = folder();
  answerWith({});
});
afterEach(endGpuWorlds);

/** What the card answers from now on; `hang`: nothing until it is stopped; `first`: what is told before; `die`: it ends. */
function answerWith(answer: Partial<GpuAnswer> & { hang?: boolean; first?: "wrong"; die?: boolean }): void {
  writeFileSync(join(room, "answer.json"), JSON.stringify(answer));
}

/** The depths that were tested, in order. */
function tested(): string[] {
  const path = join(room, "tested");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}

/** A child that answers for a card what the test wrote down. */
const compute = (): string => `
import { appendFileSync, readFileSync } from "node:fs";
import { processPort, RpcError, serve } from ${JSON.stringify(join(root, "packages/contract/src/index.ts"))};
import { computeContract } from ${JSON.stringify(join(root, "packages/gpu-watch/src/common/compute-contract.ts"))};
let stop = () => undefined;
const served = serve(processPort(process), { contract: computeContract, caller: { via: "in-process", session: "test" }, handlers: {
  "compute.run": ({ at, depth }) => {
    appendFileSync(${JSON.stringify(join(room, "tested"))}, depth + "\\n");
    const { hang, first, die, ...answer } = JSON.parse(readFileSync(${JSON.stringify(join(room, "answer.json"))}, "utf8"));
    if (first) served.emit("compute.wrong", { ...${JSON.stringify(RIGHT)}, at, depth, state: first, faults: ["One was wrong."] });
    served.emit("compute.progress", { depth, stage: "products", done: 0, total: 1 });
    if (die) setImmediate(() => process.exit(1));
    if (hang) return new Promise((_, reject) => { stop = () => reject(new RpcError("cancelled", "Stopped.")); });
    return { ...${JSON.stringify(RIGHT)}, at, depth, ...answer };
  },
  "compute.cancel": () => { stop(); return {}; },
} });
process.on("disconnect", () => process.exit(0));
`;

/** A machine with one card, watched since a minute ago, whose data lies in the same folder each time. */
async function machine(vault: State["vault"]["state"] = "absent"): Promise<Watched> {
  const card = createCardMachine(folder());
  card.set({
    ...{ driver: "580.95.05", temperature: 40, power: 60, clock: 1200, used: 100, busy: 0 },
    ...{ uncorrected: 0, at: new Date() },
  });
  const watched = watch(card.service, {}, { compute: compute(), at: join(room, "home") });
  watched.gpu.start();
  watched.state.update("vault", (before) => ({ ...before, state: vault }));
  watched.clock.advance(SETTLE_MS);
  await until(watched, ({ gpu }) => gpu !== null);
  return watched;
}

/** The state is as `is` says. */
function until({ state }: Watched, is: (machine: State["machine"]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!is(state.get("machine"))) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = state.subscribe(look);
    look();
  });
}

/** Lets time pass and everything that follows happen; a test that begins comes to its end. */
async function pass(watched: Watched, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= THINK_MS) {
    watched.clock.advance(Math.min(left, THINK_MS));
    await new Promise(setImmediate);
    if (watched.state.get("machine").computing !== null) {
      await until(watched, ({ computing }) => computing === null);
      await new Promise(setImmediate);
    }
  }
}

/** Time passes until a deep test has begun; quick ones on the way are stopped. */
async function beginDeep(watched: Watched): Promise<void> {
  const depth = (): string | undefined => watched.state.get("machine").computing?.depth;
  for (let waited = 0; depth() !== "deep"; waited += THINK_MS) {
    if (waited > 30 * 60_000) throw new Error("no deep test began");
    if (await watched.gpu.stopKnownAnswer()) await until(watched, ({ computing }) => computing === null);
    // What follows its end puts the next thought on the clock.
    await new Promise(setImmediate);
    watched.clock.advance(THINK_MS);
    await new Promise(setImmediate);
  }
  await until(watched, ({ computing }) => computing?.stage === "products");
}

function run(watched: Watched, state: State["runtime"]["state"]): void {
  watched.state.update("runtime", (before) => ({ ...before, state }));
}

describe("known answers that begin by themselves", () => {
  it("come at start, every five minutes of rest, once more when a model was loaded, and deep once a week", async () => {
    const watched = await machine();
    await pass(watched, 6 * 60_000);
    const atFirst = tested();
    await pass(watched, 10 * 60_000);
    const rested = tested().slice(atFirst.length);
    run(watched, "loading");
    run(watched, "ready");
    await pass(watched, THINK_MS);
    const loaded = tested().slice(atFirst.length + rested.length);
    const { plan, nextAt, deepAt } = watched.state.get("machine").answers;
    expect({ atFirst, deep: rested.filter((depth) => depth === "deep"), loaded, plan }).toEqual({
      atFirst: ["quick", "quick"],
      deep: ["deep"],
      loaded: ["quick"],
      plan: "by_itself",
    });
    expect([nextAt, deepAt].map((time) => typeof time)).toEqual(["string", "string"]);
  });

  it("wait while a model answers, and one that runs makes room at once", async () => {
    const watched = await machine();
    answerWith({ hang: true });
    watched.clock.advance(THINK_MS);
    await until(watched, ({ computing }) => computing !== null);
    run(watched, "loading");
    await until(watched, ({ computing }) => computing === null);
    answerWith({});
    run(watched, "ready");
    run(watched, "generating");
    await pass(watched, 20 * 60_000);
    const meanwhile = [tested().length, watched.state.get("machine").answers.plan];
    run(watched, "ready");
    await pass(watched, 2 * THINK_MS);
    expect([meanwhile, tested()]).toEqual([
      [1, "working"],
      ["quick", "quick"],
    ]);
  });

  it("make room for a person's own, and a deep one that a person stops is left alone for a day", async () => {
    const watched = await machine();
    answerWith({ hang: true });
    await beginDeep(watched);
    answerWith({});
    const asked = await watched.gpu.knownAnswer("quick", null);
    answerWith({ hang: true });
    await beginDeep(watched);
    const stopped = await watched.gpu.stopKnownAnswer();
    await until(watched, ({ computing }) => computing === null);
    answerWith({});
    const before = tested().length;
    await pass(watched, 20 * 60_000);
    const soon = tested().slice(before);
    run(watched, "generating");
    watched.clock.advance(DAY_MS);
    run(watched, "stopped");
    await pass(watched, 15 * 60_000);
    const day = tested().slice(before);
    expect([asked.state, stopped, soon.includes("deep"), day.includes("deep")]).toEqual([
      "right",
      true,
      false,
      true,
    ]);
  });

  it.each([
    ["is stopped", { hang: true }, "The known-answer test was cancelled."],
    [
      "dies",
      { hang: true, die: true },
      "The process that has the card compute ended before it had answered.",
    ],
  ])("were wrong when something was, though the test then %s", async (_name, then, why) => {
    const watched = await machine();
    answerWith({ ...then, first: "wrong" });
    const asked = watched.gpu.knownAnswer("quick", null);
    if (!("die" in then)) {
      await until(watched, ({ computing }) => computing?.stage === "products");
      await watched.gpu.stopKnownAnswer();
    }
    const answer = await asked;
    expect([answer.state, answer.why, watched.state.get("machine").answer?.state]).toEqual([
      "wrong",
      why,
      "wrong",
    ]);
  });

  it("never begin where a person does not want them, and not deep before anybody knows what was chosen", async () => {
    const watched = await machine("locked");
    await pass(watched, 20 * 60_000);
    const locked = new Set(tested());
    watched.state.update("app", (app) => ({ ...app, settings: { ...app.settings, gpuTests: "off" } }));
    watched.state.update("vault", (vault) => ({ ...vault, state: "unlocked" }));
    const before = tested().length;
    await pass(watched, 20 * 60_000);
    expect([[...locked], tested().length - before, watched.state.get("machine").answers.plan]).toEqual([
      ["quick"],
      0,
      "off",
    ]);
  });

  it("come more and more rarely while no card can be reached", async () => {
    const watched = await machine();
    answerWith({ state: "unknown", why: "No browser.", on: null, card: null });
    await pass(watched, DAY_MS / 2);
    const first = tested().length;
    await pass(watched, DAY_MS / 2);
    expect([first < 12, tested().length - first]).toEqual([true, 2]);
  });

  it("remember across a restart that the card was wrong and when it was tested, and believe no damaged memory", async () => {
    answerWith({ state: "wrong", products: { ...RIGHT.products, wrong: 1 }, faults: ["One was wrong."] });
    const watched = await machine();
    await pass(watched, THINK_MS);
    await until(watched, ({ gpu }) => gpu?.verdict === "critical");
    answerWith({});
    const again = await machine();
    await pass(again, THINK_MS);
    const stillWrong = again.state.get("machine").answer?.state;
    await again.gpu.knownAnswer("deep", null);
    const third = await machine();
    const { answer, answers } = third.state.get("machine");
    const file = join(room, "home", "gpu-answers.json");
    writeFileSync(file, '{"deepAt":"tomorrow","wrong":null}');
    const damaged = (await machine()).state.get("machine").answers.deepAt;
    rmSync(file);
    expect({ stillWrong, taken: answer, deepAt: typeof answers.deepAt, damaged }).toEqual({
      stillWrong: "wrong",
      taken: null,
      deepAt: "string",
      damaged: null,
    });
  });
});
