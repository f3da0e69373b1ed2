import type { IncidentSeverity } from "@casemate/contract";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLASSES } from "../src/index.ts";
import { newWorld, only, report, start, type Console, type World } from "./fixture.ts";

const rules = Object.values(CLASSES);

/** Lets time pass until the look that sees it, and all of it be stored. */
async function pass(world: World, { register }: Console, ms: number): Promise<void> {
  world.clock.advance(ms);
  await register.settled();
}

async function opened(world: World, change: Parameters<typeof report>[0]): Promise<Console> {
  const console = await start(world);
  console.register.report(report({ subject: { kind: "call", id: "x" }, ...change }));
  await console.register.settled();
  return console;
}

const MINUTE = 60_000;

describe("an incident that nobody answers", () => {
  it.each(rules)(
    "$id: is told again after its time, one step worse up to what it may become",
    async (rule) => {
      const world = newWorld();
      const console = await opened(world, { class: rule.id });
      const severities: [IncidentSeverity, number][] = [];
      const look = (): void => {
        const { severity, reminded } = only(console);
        severities.push([severity, reminded?.count ?? 0]);
      };
      await pass(world, console, rule.answerWithinMs - MINUTE);
      look();
      for (let i = 0; i < 3; i++) {
        await pass(world, console, i === 0 ? 2 * MINUTE : rule.answerWithinMs);
        look();
      }
      const worst =
        rule.severity === "critical" ? "critical" : rule.severity === "high" ? "critical" : "high";
      const { escalations } = only(console);
      expect([
        severities,
        escalations.map(({ to, why }) => [to, why.startsWith("Nobody answered within ")]),
      ]).toEqual([
        [
          [rule.severity, 0],
          [worst, 1],
          [worst, 2],
          [worst, 3],
        ],
        worst === rule.severity ? [] : [[worst, true]],
      ]);
    },
  );

  it("runs what the worse severity asks for, and leaves alone what needs no more", async () => {
    const world = newWorld();
    const console = await opened(world, { class: "prompt_injection" });
    const before = console.register.frozen();
    await pass(world, console, CLASSES.prompt_injection.answerWithinMs);
    const ran = world.ran;
    world.ran = [];
    await pass(world, console, CLASSES.prompt_injection.answerWithinMs);
    expect([before, console.register.frozen(), ran, world.ran, world.steps]).toEqual([
      false,
      true,
      ["end_runtime", "end_runtime", "freeze_calls"],
      [],
      ["opened", "contained", "escalated", "contained", "reminded"],
    ]);
  });

  it("told as less than its class on purpose stays that: being away stops nothing", async () => {
    const world = newWorld();
    const console = await opened(world, { class: "integrity_violation", severity: "medium" });
    await pass(world, console, 10 * CLASSES.integrity_violation.answerWithinMs);
    const { severity, reminded, escalations } = only(console);
    expect([severity, reminded?.count, escalations, world.ran]).toEqual(["medium", 10, [], []]);
  });

  it("is told at the next start, once, whatever the time between", async () => {
    const world = newWorld();
    await opened(world, { class: "manifest_mismatch" });
    // No register looks meanwhile: the wall clock alone goes on, as while Casemate does not run.
    world.clock.jumpWall(100 * CLASSES.manifest_mismatch.answerWithinMs);
    const again = await start(world);
    await again.register.settled();
    const once = only(again);
    const third = await start(world);
    await third.register.settled();
    expect([
      once.severity,
      once.reminded?.count,
      only(third).reminded?.count,
      world.disk.get(once.id)?.severity,
    ]).toEqual(["critical", 1, 1, "critical"]);
  });

  it("is told when the clock was set back, and not at each look from then on", async () => {
    const world = newWorld();
    const console = await opened(world, { class: "unauthorized_access" });
    world.clock.jumpWall(-10 * 24 * 3_600_000);
    await pass(world, console, 30 * MINUTE);
    expect(only(console).reminded?.count).toBe(1);
  });
});

describe("property", () => {
  const step = fc.oneof(
    fc.constantFrom("acknowledge", "report", "restart", "reattest", "resolve"),
    fc.integer({ min: 1, max: 300 }),
  );
  it("between two times it is told there is at least the class's time, and an answered one is never told", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...rules), fc.array(step, { maxLength: 12 }), async (rule, steps) => {
        const world = newWorld();
        let console = await opened(world, { class: rule.id });
        const { id } = only(console);
        let before = only(console);
        for (const one of steps) {
          if (typeof one === "number") await pass(world, console, one * MINUTE);
          else if (one === "report")
            console.register.report(report({ class: rule.id, subject: { kind: "call", id: "x" } }));
          else if (one === "restart") console = await start(world);
          else await console.ceremony[one](id, "p").catch(() => undefined);
          await console.register.settled();
          const after = console.register.peek(id);
          if (!after) return;
          const told = (after.reminded?.count ?? 0) - (before.reminded?.count ?? 0);
          const waited =
            Date.parse(after.reminded?.at ?? after.openedAt) -
            Date.parse(before.reminded?.at ?? before.openedAt);
          if (told > 0)
            expect([before.acknowledged, waited >= told * rule.answerWithinMs]).toEqual([null, true]);
          before = after;
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("how often a class was seen lately", () => {
  it("outlives a restart: the last one that fills the window escalates", async () => {
    const world = newWorld();
    const first = await start(world);
    const seen = (id: string): Parameters<typeof report>[0] => ({
      class: "prompt_injection",
      subject: { kind: "chat", id },
    });
    first.register.report(report(seen("a")));
    await pass(world, first, MINUTE);
    first.register.report(report(seen("a")));
    await pass(world, first, MINUTE);
    const again = await start(world);
    again.register.report(report(seen("b")));
    await again.register.settled();
    world.clock.advance(10 * MINUTE);
    const later = await start(world);
    later.register.report(report(seen("c")));
    await later.register.settled();
    expect(
      later.register
        .openOnes()
        .map(({ subject, severity }) => `${subject.id} ${severity}`)
        .sort(),
    ).toEqual(["a high", "b critical", "c high"]);
  });
});
