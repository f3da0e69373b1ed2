import { IncidentClass, IncidentsSlice, MAX_EVIDENCE, MAX_SHOWN_INCIDENTS } from "@casemate/contract";
import { describe, expect, it } from "vitest";
import { CLASSES } from "../src/index.ts";
import { newWorld, only, report, start } from "./fixture.ts";

describe("a report", () => {
  it("opens one incident, contains it, stores and shows it", async () => {
    const world = newWorld();
    const console = await start(world);
    console.register.report(report());
    await console.register.settled();
    world.clock.advance(1000);
    const incident = only(console);
    expect({
      state: incident.state,
      next: incident.next,
      did: incident.words.did,
      ran: world.ran,
      steps: world.steps,
      stored: world.disk.get(incident.id)?.state,
      shown: IncidentsSlice.parse(world.slice),
    }).toEqual({
      state: "contained",
      next: "acknowledge",
      did: "Casemate contained the model, so that it is not loaded until it was inspected again; ended the running model.",
      ran: ["contain_model", "end_runtime"],
      steps: ["opened", "contained"],
      stored: "contained",
      shown: {
        kept: "durable",
        note: null,
        open: { critical: 0, high: 1, medium: 0, low: 0 },
        failed: 0,
        frozen: false,
        items: [
          {
            id: incident.id,
            class: "manifest_mismatch",
            severity: "high",
            state: "contained",
            latched: true,
            subject: { kind: "model", id: "m1" },
            summary: { code: "test", message: "Something happened." },
            openedAt: "2026-01-01T00:00:00.000Z",
            lastSeenAt: "2026-01-01T00:00:00.000Z",
            count: 1,
            reminded: null,
            next: "acknowledge",
          },
        ],
      },
    });
  });

  it("asks nothing of a person while it is being contained, and says so from the first moment", async () => {
    const world = newWorld();
    world.effect = () => "never";
    const console = await start(world);
    console.register.report(report());
    world.clock.advance(200);
    const { next, words, containment } = only(console);
    expect([
      world.slice?.items[0]?.next,
      next,
      words.did.startsWith("Under way:"),
      containment.length,
    ]).toEqual([null, null, true, 2]);
  });

  it("of the same thing is the same incident with a count; of another thing another one", async () => {
    const world = newWorld();
    const console = await start(world);
    for (let i = 1; i <= 40; i++)
      console.register.report(report({ evidence: [{ kind: "count", what: "n", count: i }] }));
    console.register.report(report({ subject: { kind: "model", id: "m2" } }));
    await console.register.settled();
    const counts = console.register.openOnes().map(({ subject, count, evidence }) => ({
      id: subject.id,
      count,
      kept: evidence.map((seen) => (seen.kind === "count" ? seen.count : null)),
    }));
    const first = Array.from({ length: MAX_EVIDENCE - 1 }, (_, i) => i + 1);
    expect(counts.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: "m1", count: 40, kept: [...first, 40] },
      { id: "m2", count: 1, kept: [1] },
    ]);
  });

  it("freezes calls from its own moment on, before anything was contained or stored, until it has ended", async () => {
    const world = newWorld();
    const { register, ceremony } = await start(world);
    const before = register.frozen();
    register.report(report({ class: "tool_call_burst", subject: { kind: "call", id: "tool" } }));
    const at = register.frozen();
    await register.settled();
    const { id } = only({ register, ceremony });
    await ceremony.acknowledge(id, "a");
    await ceremony.reattest(id, "a");
    const during = register.frozen();
    await ceremony.resolve(id, "a");
    expect([before, at, during, register.frozen()]).toEqual([false, true, true, false]);
  });
});

describe("containment", () => {
  it.each(["failed", "throws", "never"] as const)("that %s is loud and tried again", async (effect) => {
    const world = newWorld();
    world.effect = (action) => (action === "end_runtime" ? effect : "done");
    const console = await start(world);
    console.register.report(report());
    await flush();
    world.clock.advance(2_000);
    await console.register.settled();
    const { state, words, containment } = only(console);
    world.effect = () => "done";
    // Ten seconds after it failed, whenever that was.
    for (const ms of [8_000, 2_000]) {
      world.clock.advance(ms);
      await console.register.settled();
    }
    expect({
      state,
      did: words.did.startsWith("This did not work: ending the running model."),
      results: containment.map((result) => `${result.action} ${result.state}`),
      after: only(console).state,
      steps: world.steps,
    }).toEqual({
      state: "containment_failed",
      did: true,
      results: ["contain_model done", "end_runtime failed"],
      after: "contained",
      steps: ["opened", "containment_failed", "contained"],
    });
  });

  it("is shown as failed until it is not", async () => {
    const world = newWorld();
    world.effect = () => "failed";
    const console = await start(world);
    console.register.report(report());
    await console.register.settled();
    world.clock.advance(200);
    expect(world.slice?.failed).toBe(1);
  });
});

describe("escalation", () => {
  const rules = Object.values(CLASSES).flatMap(({ id, escalation }) =>
    escalation ? [{ id, ...escalation }] : [],
  );
  it.each(rules)("$id: $count within $windowMs ms", async ({ id, count, windowMs, to }) => {
    const severities = [];
    for (const pause of [windowMs / (count - 1), windowMs / (count - 1) + 1]) {
      const world = newWorld();
      const console = await start(world);
      for (let i = 0; i < count; i++) {
        if (i > 0) world.clock.advance(pause);
        console.register.report(report({ class: id, subject: { kind: "call", id: "x" } }));
        await console.register.settled();
      }
      const { severity, escalations } = only(console);
      severities.push([severity, escalations.length]);
    }
    expect(severities).toEqual([
      [to, 1],
      [CLASSES[id].severity, 0],
    ]);
  });

  it("of one class leaves the others alone, and runs what the worse severity asks for", async () => {
    const world = newWorld();
    const console = await start(world);
    const bypass = (id: string): void => {
      console.register.report(report({ class: "policy_bypass_attempt", subject: { kind: "call", id } }));
    };
    bypass("a");
    console.register.report(report({ class: "prompt_injection", subject: { kind: "call", id: "p" } }));
    const before = console.register.frozen();
    bypass("b");
    await console.register.settled();
    const all = console.register.openOnes().map(({ subject, severity }) => `${subject.id} ${severity}`);
    expect([before, console.register.frozen(), all.sort()]).toEqual([
      false,
      true,
      ["a high", "b critical", "p high"],
    ]);
  });
});

describe("a store that cannot be written", () => {
  it("leaves incidents in memory, says so, and gets everything when it can be written again", async () => {
    const world = newWorld();
    world.writable = false;
    const console = await start(world);
    console.register.report(report());
    await console.register.settled();
    world.clock.advance(200);
    const during = world.slice;
    world.writable = true;
    await console.register.keepAgain();
    world.clock.advance(200);
    expect([
      during?.kept,
      during?.note,
      during?.items.length,
      world.slice?.kept,
      world.slice?.note,
      [...world.disk.values()].map(({ state }) => state),
    ]).toEqual(["memory", "The log cannot be written.", 1, "durable", null, ["contained"]]);
  });

  it("never loses an open incident or a step of one, whenever it fails", async () => {
    const world = newWorld();
    const console = await start(world);
    console.register.report(report());
    await console.register.settled();
    world.writable = false;
    await console.ceremony.acknowledge(only(console).id, "a");
    world.writable = true;
    console.register.report(report({ subject: { kind: "model", id: "m2" } }));
    await console.register.settled();
    await console.register.keepAgain();
    const again = await start(world);
    expect(
      again.register
        .openOnes()
        .map(({ subject, state }) => `${subject.id} ${state}`)
        .sort(),
    ).toEqual(["m1 acknowledged", "m2 contained"]);
  });
});

describe("while it is being written", () => {
  it("one that has just ended is told as ended, not as the store still has it", async () => {
    const world = newWorld();
    const { register, ceremony } = await start(world);
    register.report(report({ class: "forbidden_airlock_request" }));
    await register.settled();
    const { id } = only({ register, ceremony });
    const gate = Promise.withResolvers<undefined>();
    world.busy = gate.promise;
    const done = ceremony.dismiss(id, "p", "it was me");
    const during = [
      register.peek(id)?.state,
      register.unsavedEnded().map((one) => one.id),
      world.disk.get(id)?.state,
    ];
    gate.resolve(undefined);
    await done;
    expect([during, register.peek(id), register.unsavedEnded(), world.disk.get(id)?.state]).toEqual([
      ["dismissed", [id], "open"],
      null,
      [],
      "dismissed",
    ]);
  });
});

describe("a storm", () => {
  it("of 10,000 different reports stays bounded, and a critical one among them is open, contained and stored", async () => {
    const world = newWorld();
    const console = await start(world);
    for (let i = 0; i < 10_000; i++) {
      console.register.report(
        report({ class: "forbidden_airlock_request", subject: { kind: "call", id: String(i) } }),
      );
      if (i === 5_000)
        console.register.report(
          report({ class: "integrity_violation", subject: { kind: "log", id: "log" } }),
        );
      if (i % 100 === 0) world.clock.advance(1);
    }
    await console.register.settled();
    world.clock.advance(1_000);
    const open = console.register.openOnes();
    const counted = open.reduce((sum, { count }) => sum + count, 0);
    const critical = open.filter(({ severity }) => severity === "critical");
    expect({
      open: open.length,
      counted,
      stored: world.disk.size,
      critical: critical.map(({ state, id }) => [state, world.disk.get(id)?.state]),
      shown: world.slice?.items.length,
      many: open.find(({ subject }) => subject.id === "many")?.count,
    }).toEqual({
      open: 66,
      counted: 10_001,
      stored: 66,
      critical: [["contained", "contained"]],
      shown: MAX_SHOWN_INCIDENTS,
      many: 10_000 - 64,
    });
  });

  it("of one report 10,000 times writes it a few times, and the last count is stored", async () => {
    const world = newWorld();
    const console = await start(world);
    for (let i = 0; i < 10_000; i++) console.register.report(report());
    await console.register.settled();
    const { id, count } = only(console);
    expect([count, world.disk.get(id)?.count, world.steps.length < 10]).toEqual([10_000, 10_000, true]);
  });

  it("of 10,000 mixed reports a second counts exactly, loses no critical one, and tells pages ten times a second", async () => {
    const world = newWorld();
    const console = await start(world);
    const reports = new Map<string, number>();
    let told = 0;
    const before = world.slice;
    let last = before;
    for (let i = 0; i < 10_000; i++) {
      const of = IncidentClass.options[i % IncidentClass.options.length] ?? "integrity_violation";
      reports.set(of, (reports.get(of) ?? 0) + 1);
      // Two thirds are the same few things, the rest another thing each time.
      const id = i % 3 === 0 ? String(i) : String(i % 5);
      console.register.report(report({ class: of, subject: { kind: "call", id } }));
      if (i % 10 === 9) world.clock.advance(1);
      if (world.slice !== last) told += 1;
      last = world.slice;
    }
    const during = world.slice?.open.critical ?? 0;
    await console.register.settled();
    world.clock.advance(200);
    const open = console.register.openOnes();
    const counted = IncidentClass.options.map((of) =>
      open.filter((one) => one.class === of).reduce((sum, { count }) => sum + count, 0),
    );
    const critical = open.filter(({ severity }) => severity === "critical");
    expect({
      counted,
      told: told <= 11,
      during: during > 0,
      contained: critical.every(
        ({ id, state }) => state === "contained" && world.disk.get(id)?.state === state,
      ),
      stored: open.every(({ id, count }) => world.disk.get(id)?.count === count),
      shown: world.slice?.open.critical === critical.length,
    }).toEqual({
      counted: IncidentClass.options.map((of) => reports.get(of)),
      told: true,
      during: true,
      contained: true,
      stored: true,
      shown: true,
    });
  });

  it("of every class at once loses none: each class has its own room", async () => {
    const world = newWorld();
    const console = await start(world);
    for (let i = 0; i < 100; i++)
      for (const one of IncidentClass.options)
        console.register.report(report({ class: one, subject: { kind: "call", id: String(i) } }));
    await console.register.settled();
    const open = console.register.openOnes();
    const perClass = IncidentClass.options.map((one) =>
      open.filter((incident) => incident.class === one).reduce((sum, { count }) => sum + count, 0),
    );
    expect([open.length, perClass]).toEqual([9 * 65, IncidentClass.options.map(() => 100)]);
  });
});

async function flush(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
