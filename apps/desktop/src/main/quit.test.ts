import { createFakeClock } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { createFakeElectron } from "../../test/fake-electron.ts";
import { createQuit, QUIT_DEADLINE_MS } from "./quit.ts";

function quitting(steps: (() => unknown)[]): {
  fake: ReturnType<typeof createFakeElectron>;
  clock: ReturnType<typeof createFakeClock>;
  reported: string[];
} {
  const fake = createFakeElectron();
  const clock = createFakeClock();
  const reported: string[] = [];
  createQuit(fake.parts.app, clock, { steps, report: (_where, error) => reported.push(String(error)) });
  return { fake, clock, reported };
}

describe("quitting", () => {
  it("runs every step in order, once, then exits", async () => {
    const ran: string[] = [];
    const step = (name: string) => async () => {
      ran.push(`${name} begins`);
      await Promise.resolve();
      ran.push(`${name} ends`);
    };
    const { fake } = quitting([step("windows"), step("supervisor")]);
    fake.app.quit();
    fake.app.quit();
    expect([await fake.app.exited, ran]).toEqual([
      0,
      ["windows begins", "windows ends", "supervisor begins", "supervisor ends"],
    ]);
  });

  it("goes on after a step that fails, and says so", async () => {
    const ran: string[] = [];
    const { fake, reported } = quitting([
      () => Promise.reject(new Error("no")),
      () => ran.push("supervisor"),
    ]);
    fake.app.quit();
    expect([await fake.app.exited, ran, reported]).toEqual([1, ["supervisor"], ["Error: no"]]);
  });

  it("does not wait for ever", async () => {
    const { fake, clock, reported } = quitting([() => new Promise(() => undefined)]);
    fake.app.quit();
    clock.advance(QUIT_DEADLINE_MS);
    expect([await fake.app.exited, reported]).toEqual([1, ["Error: Closing took too long."]]);
  });
});
