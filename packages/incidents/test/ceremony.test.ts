import type { Incident } from "@casemate/contract";
import * as fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { newWorld, only, report, start, type Console, type World } from "./fixture.ts";

async function code(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "ok",
    (error: unknown) => (error as { code?: string }).code ?? "internal",
  );
}

async function contained(world: World): Promise<Console> {
  const console = await start(world);
  console.register.report(report());
  await console.register.settled();
  return console;
}

describe("the ceremony of a latched incident", () => {
  it("is acknowledge, re-attest, resolve, in this order; who and when are kept", async () => {
    const world = newWorld();
    const { register, ceremony } = await contained(world);
    const { id } = only({ register, ceremony });
    const early = [await code(ceremony.resolve(id, "a")), await code(ceremony.reattest(id, "a"))];
    const seen = await ceremony.acknowledge(id, "ada");
    const twice = [await code(ceremony.acknowledge(id, "a")), await code(ceremony.resolve(id, "a"))];
    const attested = await ceremony.reattest(id, "bob");
    world.clock.advance(5_000);
    const resolved = await ceremony.resolve(id, "cyd");
    expect({
      early,
      twice,
      seen: [seen.state, seen.next, seen.acknowledged],
      attested: [attested.state, attested.next, attested.attested?.by, attested.attested?.assurance],
      resolved: [resolved.state, resolved.next, resolved.ended],
      open: register.openOnes().length,
      stored: world.disk.get(id)?.state,
      after: await code(ceremony.acknowledge(id, "a")),
    }).toEqual({
      early: ["wrong_state", "wrong_state"],
      twice: ["wrong_state", "wrong_state"],
      seen: ["acknowledged", "reattest", { at: "2026-01-01T00:00:00.000Z", by: "ada" }],
      attested: ["reattested", "resolve", "bob", "software"],
      resolved: ["resolved", null, { at: "2026-01-01T00:00:05.000Z", by: "cyd", reason: null }],
      open: 0,
      stored: "resolved",
      after: "not_found",
    });
  });

  it("has a fresh nonce each time", async () => {
    const world = newWorld();
    const { register, ceremony } = await contained(world);
    const { id } = only({ register, ceremony });
    await ceremony.acknowledge(id, "a");
    const first = await ceremony.reattest(id, "a");
    const second = await ceremony.reattest(id, "a");
    expect([
      first.attested?.nonce === second.attested?.nonce,
      first.attested?.digest === second.attested?.digest,
      first.attested?.state === second.attested?.state,
    ]).toEqual([false, false, true]);
  });

  it.each([
    ["false", { ok: false, facts: "well" }],
    ["unknown", { ok: null, facts: "well" }],
  ])("does not go on while a part is %s", async (_name, part) => {
    const world = newWorld();
    const { register, ceremony } = await contained(world);
    const { id } = only({ register, ceremony });
    await ceremony.acknowledge(id, "a");
    world.part = part;
    const looked = await ceremony.reattest(id, "a");
    expect([looked.state, looked.attested?.parts, await code(ceremony.resolve(id, "a"))]).toEqual([
      "acknowledged",
      [{ id: "part", ok: part.ok, words: "the part" }],
      "wrong_state",
    ]);
  });

  const changes: [string, (world: World) => unknown][] = [
    ["the state is another one", (world) => (world.part = { ok: true, facts: "other" })],
    ["a part is not well", (world) => (world.part = { ok: false, facts: "well" })],
    ["a part cannot be looked at", (world) => (world.part = { ok: null, facts: "well" })],
    [
      "half an hour has passed",
      ({ clock }) => {
        clock.advance(30 * 60_000 + 1);
      },
    ],
    [
      "the clock was set back",
      ({ clock }) => {
        clock.jumpWall(-1);
      },
    ],
  ];
  it.each(changes)("is void when %s between looking and resolving", async (_name, change) => {
    const world = newWorld();
    const console = await contained(world);
    const { register, ceremony } = console;
    const { id } = only(console);
    await ceremony.acknowledge(id, "a");
    await ceremony.reattest(id, "a");
    change(world);
    const answer = await code(ceremony.resolve(id, "a"));
    const { state, attested, voided, next } = register.get(id);
    expect([answer, state, attested, voided !== null, next]).toEqual([
      "changed",
      "acknowledged",
      null,
      true,
      "reattest",
    ]);
  });

  it("begins anew, and things are contained anew, when it is seen again", async () => {
    const world = newWorld();
    const console = await contained(world);
    const { id } = only(console);
    await console.ceremony.acknowledge(id, "a");
    await console.ceremony.reattest(id, "a");
    world.ran = [];
    console.register.report(report());
    await console.register.settled();
    const { state, acknowledged, attested, count } = only(console);
    expect([state, acknowledged, attested, count, world.ran]).toEqual([
      "contained",
      null,
      null,
      2,
      ["contain_model", "end_runtime"],
    ]);
  });

  it("is never short-cut by dismissing", async () => {
    const world = newWorld();
    const console = await contained(world);
    const { id } = only(console);
    expect(await code(console.ceremony.dismiss(id, "a", "no"))).toBe("latched");
  });
});

describe("one that is not latched", () => {
  const quiet = { class: "forbidden_airlock_request", subject: { kind: "call", id: "x" } } as const;

  it("is dismissed with a reason while nothing was contained", async () => {
    const world = newWorld();
    const console = await start(world);
    console.register.report(report(quiet));
    const { id } = only(console);
    const { state, ended } = await console.ceremony.dismiss(id, "ada", "my own script");
    expect([state, ended?.by, ended?.reason, world.disk.get(id)?.state]).toEqual([
      "dismissed",
      "ada",
      "my own script",
      "dismissed",
    ]);
  });

  it("is resolved after it was acknowledged when nothing was contained, and only after a look when something was", async () => {
    const world = newWorld();
    const console = await start(world);
    console.register.report(report(quiet));
    const { id } = only(console);
    const { next } = await console.ceremony.acknowledge(id, "a");
    await console.ceremony.resolve(id, "a");
    console.register.report(report({ class: "model_behavior_anomaly" }));
    await console.register.settled();
    const second = await console.ceremony.acknowledge(only(console).id, "a");
    expect([next, second.next, await code(console.ceremony.dismiss(second.id, "a", "no"))]).toEqual([
      "resolve",
      "reattest",
      "wrong_state",
    ]);
  });
});

/** What may happen to a console, in any order. */
const STEPS = [
  "acknowledge",
  "reattest",
  "resolve",
  "dismiss",
  "report",
  "worse",
  "restart",
  "crash",
  "change",
  "break",
  "mend",
  "fail",
  "succeed",
  "unwritable",
  "writable",
  "wait",
  "clock back",
] as const;
type Step = (typeof STEPS)[number];

/** What a ceremony that counts looks like, kept by the test alone. */
interface Model {
  acknowledged: boolean;
  /** The state that was attested, with nothing seen, broken or too old since. */
  attested: string | null;
  at: number;
}

describe("property", () => {
  it("no path resolves a latched incident without a whole ceremony over what is there then", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { maxLength: 40 }), async (steps) => {
        const world = newWorld();
        let console = await contained(world);
        const { id } = only(console);
        const model: Model = { acknowledged: false, attested: null, at: 0 };
        // What a crash leaves: the ceremony as far as it was stored.
        let stored = { ...model };
        for (const step of steps) {
          const before = console.register.peek(id);
          if (before?.ended !== null) break;
          if (step === "crash") Object.assign(model, stored);
          console = await take(step, world, console, id, model);
          const after = console.register.peek(id) ?? world.disk.get(id);
          if (after?.state !== "resolved") {
            expect(after?.state).not.toBe("dismissed");
            follow(model, before, after, step, world);
            if (isDeepStrictEqual(world.disk.get(id), console.register.peek(id))) stored = { ...model };
            continue;
          }
          expect([step, model.acknowledged, model.attested, world.part.ok]).toEqual([
            "resolve",
            true,
            world.part.facts,
            true,
          ]);
        }
      }),
      {
        numRuns: 400,
        examples: [
          [["acknowledge", "reattest", "resolve"]],
          [["acknowledge", "reattest", "change", "resolve"]],
          [["acknowledge", "unwritable", "reattest", "crash", "writable", "resolve"]],
          [["acknowledge", "reattest", "crash", "resolve"]],
        ],
      },
    );
  });
});

async function take(step: Step, world: World, console: Console, id: string, model: Model): Promise<Console> {
  const { register, ceremony } = console;
  const acts: Partial<Record<Step, () => unknown>> = {
    acknowledge: () => ceremony.acknowledge(id, "a"),
    reattest: () => ceremony.reattest(id, "a"),
    resolve: () => ceremony.resolve(id, "a"),
    dismiss: () => ceremony.dismiss(id, "a", "because"),
    report: () => {
      register.report(report());
    },
    worse: () => {
      register.report(report({ severity: "critical" }));
    },
    change: () => (world.part = { ...world.part, facts: `${world.part.facts}.` }),
    break: () => (world.part = { ...world.part, ok: null }),
    mend: () => (world.part = { ...world.part, ok: true }),
    fail: () => (world.effect = () => "failed"),
    succeed: () => (world.effect = () => "done"),
    unwritable: () => (world.writable = false),
    writable: () => (world.writable = true),
    wait: () => {
      world.clock.advance(31 * 60_000);
    },
    "clock back": () => {
      world.clock.jumpWall(-60_000);
    },
  };
  try {
    await acts[step]?.();
  } catch (error) {
    if ((error as { code?: string }).code === undefined) throw error;
  }
  if (step === "report" || step === "worse") Object.assign(model, { acknowledged: false, attested: null });
  await register.settled();
  if (step === "crash") {
    const after = await start(world);
    await after.register.settled();
    return after;
  }
  if (step !== "restart") return console;
  // What could not be written is gone with its console, and with it what was done since.
  if (!world.writable) return console;
  await register.keepAgain();
  const again = await start(world);
  await again.register.settled();
  return again;
}

/** The test's own view of how far the ceremony is. */
function follow(model: Model, before: Incident, after: Incident | undefined, step: Step, world: World): void {
  if (step === "acknowledge" && before.acknowledged === null && after?.acknowledged)
    model.acknowledged = true;
  if (step === "reattest") {
    const well = model.acknowledged && world.part.ok === true;
    model.attested = well ? world.part.facts : null;
    model.at = world.clock.now();
  }
  const age = world.clock.now() - model.at;
  if (age < 0 || age > 30 * 60_000) model.attested = null;
}
