import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConsoleClient } from "@casemate/supervisor";
import { attach, create, unlock } from "./client.ts";
import { mirror, type Mirror } from "./kill-table/mirror.ts";
import { endProcess, family } from "./kill-table/processes.ts";
import { hasBus, startLoginBus, type LoginBus } from "./login-manager.ts";

describe.skipIf(!hasBus)("a console in a browser on Linux (needs dbus-daemon and gdbus)", () => {
  let bus: LoginBus;
  let home: TestHome;
  let served: ServedConsole;
  let client: ConsoleClient;
  let seen: Mirror;
  beforeAll(async () => {
    bus = await startLoginBus();
    home = createTestHome();
    served = await serveCasemate(home, bus.env);
    client = await attach(home);
    seen = await mirror(client);
  });
  afterAll(async () => {
    client.close();
    await served.stop();
    bus.stop();
    home.remove();
  });

  const doctor = async (): Promise<string | undefined> =>
    (await client.call("doctor.run", {})).checks.find(({ id }) => id === "lock-triggers")?.title;
  const reasons = async (): Promise<unknown[]> => {
    const { records } = await client.call("audit.tail", {});
    return records
      .filter(({ action }) => action === "vault.locked")
      .sort((a, b) => b.seq - a.seq)
      .map(({ detail }) => detail["why"]);
  };

  it("says that nothing is watched until a login manager is there, and then that it is", async () => {
    await seen.when(({ machine }) => machine.loginManager === "absent");
    const before = await doctor();
    await bus.appear();
    await seen.when(({ machine }) => machine.loginManager === "watched");
    expect([before, await doctor()]).toEqual([
      "Screen lock and session switch do not lock the vault",
      "Sleep, screen lock and session switch lock the vault",
    ]);
  });

  it.each([
    [
      "sleep",
      "the machine goes to sleep",
      () => {
        bus.sleep(true);
      },
    ],
    [
      "a locked screen",
      "the screen was locked",
      () => {
        bus.lockScreen();
      },
    ],
    [
      "a screen that is said to be locked",
      "the screen was locked",
      () => {
        bus.changed("LockedHint", true);
      },
    ],
    [
      "a session switch",
      "another session came to the front",
      () => {
        bus.changed("Active", false);
      },
    ],
  ] as const)("%s locks the vault, verified", async (_what, why, happen) => {
    if (seen.state().vault.state === "absent") await create(client, home);
    else await unlock(client, home);
    happen();
    const { vault } = await seen.when((state) => state.vault.state === "locked");
    expect([vault.lockVerified, (await reasons())[0]]).toEqual([true, why]);
  });

  it("waking up, unlocking the screen and what another program says lock nothing", async () => {
    await unlock(client, home);
    const before = (await reasons()).length;
    bus.sleep(false);
    bus.unlockScreen();
    bus.changed("Active", true);
    bus.changed("LockedHint", false);
    await bus.pretend();
    // The next one that counts comes after all of these.
    bus.sleep(true);
    await seen.when((state) => state.vault.state === "locked");
    const after = await reasons();
    expect([after.length - before, after[0]]).toEqual([1, "the machine goes to sleep"]);
  });

  it("listens again after what listens for it was killed", async () => {
    await unlock(client, home);
    const states: string[] = [];
    const stop = seen.follow(({ machine }) => {
      if (states.at(-1) !== machine.loginManager) states.push(machine.loginManager);
    });
    endProcess(family(served.pid).find(({ name }) => name === "gdbus")?.pid);
    await seen.when(({ machine }) => machine.loginManager === "unwatched");
    await seen.when(({ machine }) => machine.loginManager === "watched");
    stop();
    // gdbus names the owner a moment before it takes the owner's signals: one sent in between is lost to it.
    const again = setInterval(() => {
      bus.lockScreen();
    }, 100);
    await seen.when((state) => state.vault.state === "locked");
    clearInterval(again);
    expect(states.slice(-2)).toEqual(["unwatched", "watched"]);
  });
});
