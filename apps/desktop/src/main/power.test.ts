import { createFakeClock } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { createFakeElectron } from "../../test/fake-electron.ts";
import { watchPower } from "./power.ts";

function watched(): {
  fake: ReturnType<typeof createFakeElectron>;
  clock: ReturnType<typeof createFakeClock>;
  did: string[];
  stop: () => void;
} {
  const fake = createFakeElectron();
  const clock = createFakeClock();
  const did: string[] = [];
  const stop = watchPower(fake.parts.powerMonitor, clock, {
    lock: (why) => did.push(why),
    quit: () => did.push("quit"),
  });
  return { fake, clock, did, stop };
}

describe("leaving the machine", () => {
  it.each([
    ["suspend", "the machine goes to sleep"],
    ["lock-screen", "the screen was locked"],
    ["user-did-resign-active", "another user's session came to the front"],
  ])("by %s locks", (event, why) => {
    const { fake, did } = watched();
    fake.power.emit(event);
    expect(did).toEqual([why]);
  });

  it("by shutdown quits, and asks the system to wait for it", () => {
    const { fake, did } = watched();
    let waits = false;
    fake.power.emit("shutdown", { preventDefault: () => (waits = true) });
    expect([did, waits]).toEqual([["quit"], true]);
  });

  it("by a locked screen is seen where there is no event for it", () => {
    const { fake, clock, did, stop } = watched();
    clock.advance(10_000);
    const before = [...did];
    fake.power.state = "locked";
    clock.advance(2_000);
    stop();
    clock.advance(10_000);
    expect([before, did]).toEqual([[], ["the screen was locked"]]);
  });

  it.each(["active", "idle", "unknown"])("is not assumed from the answer %s", (state) => {
    const { fake, clock, did } = watched();
    fake.power.state = state;
    clock.advance(10_000);
    expect(did).toEqual([]);
  });
});
