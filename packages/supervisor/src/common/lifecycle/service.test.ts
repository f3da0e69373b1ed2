import { createFakeClock, type FakeClock } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { backoffDelay, DEFAULT_POLICY, type LifecyclePolicy } from "./policy.ts";
import { createService, type Running, type Service } from "./service.ts";
import { shutDownInOrder } from "./shutdown.ts";

const policy: LifecyclePolicy = {
  ...DEFAULT_POLICY,
  startMs: 1000,
  pingEveryMs: 100,
  pingMs: 50,
  backoffMs: 10,
  maxBackoffMs: 80,
  maxFailures: 3,
  windowMs: 10_000,
};

interface Child extends Running {
  die(signal: string): void;
  readonly killed: () => boolean;
}

function createChild(pid: number): Child {
  let killed = false;
  let die: Child["die"] = () => undefined;
  const exited = new Promise<{ code: null; signal: string }>((resolve) => {
    die = (signal) => {
      resolve({ code: null, signal });
    };
  });
  return {
    pid,
    isolation: { level: "full" },
    exited,
    die: (signal) => {
      die(signal);
    },
    killed: () => killed,
    kill: async () => {
      killed = true;
      die("SIGKILL");
      await exited;
    },
  };
}

type Plan = "ok" | "fail" | "hang";

function scene(
  plan: (attempt: number) => Plan = () => "ok",
  health: (child: Child) => Promise<unknown> = () => Promise.resolve(),
) {
  const clock = createFakeClock();
  const children: Child[] = [];
  const states: string[] = [];
  let attempt = 0;
  const service: Service<Child> = createService<Child>({
    id: "keeper",
    start: (signal) => {
      const what = plan(++attempt);
      if (what === "fail") return Promise.reject(new Error("No room."));
      if (what === "hang")
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            reject(new Error("aborted"));
          });
        });
      const child = createChild(100 + attempt);
      children.push(child);
      return Promise.resolve(child);
    },
    health,
    policy,
    clock,
    random: () => 0,
    onChange: ({ state }) => {
      states.push(state);
    },
  });
  return { children, states, service, pass: (ms: number) => pass(clock, ms) };
}

/** Moves the clock in small steps and lets every promise settle after each. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  const step = Math.max(1, Math.ceil(ms / 1_000));
  const settled = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(resolve);
    });
  await settled();
  for (let left = ms; left > 0; left -= step) {
    clock.advance(Math.min(step, left));
    await settled();
  }
}

describe("a service", () => {
  it("starts, is ready, stops, and says how it was confined", async () => {
    const { service, children, states } = scene();
    const child = await service.start();
    expect(service.status()).toEqual({
      id: "keeper",
      state: "ready",
      pid: 101,
      restarts: 0,
      reason: null,
      isolation: "full",
    });
    expect(service.current()).toBe(child);
    await service.stop("Casemate is closing.");
    expect([states, children[0]?.killed()]).toEqual([["starting", "ready", "stopping", "stopped"], true]);
    expect(service.status()).toMatchObject({
      state: "stopped",
      pid: null,
      reason: "Casemate is closing.",
      isolation: "full",
    });
  });

  it("comes back after a crash, later each time, and then stays broken until asked", async () => {
    const { service, children, pass } = scene();
    await service.start();
    children[0]?.die("SIGSEGV");
    await pass(0);
    expect(service.status()).toMatchObject({
      state: "backoff",
      reason: "It ended by itself (SIGSEGV).",
      pid: null,
    });
    await pass(5);
    expect(service.status()).toMatchObject({ state: "ready", pid: 102, restarts: 1 });
    children[1]?.die("SIGSEGV");
    await pass(9);
    expect(service.status().state).toBe("backoff");
    await pass(1);
    expect(service.status()).toMatchObject({ state: "ready", pid: 103, restarts: 2 });
    children[2]?.die("SIGABRT");
    await pass(1_000);
    expect(service.status()).toMatchObject({ state: "broken", reason: "It ended by itself (SIGABRT)." });
    await expect(service.start()).resolves.toMatchObject({ pid: 104 });
  });

  it("forgives failures that are older than the window", async () => {
    const { service, children, pass } = scene();
    await service.start();
    for (let round = 0; round < 6; round += 1) {
      children.at(-1)?.die("SIGKILL");
      await pass(6_000);
      expect(service.status().state).toBe("ready");
    }
  });

  it("tells everybody who waits when it gives up", async () => {
    const { service, pass } = scene(() => "fail");
    const waiting = service.start();
    const refused = expect(waiting).rejects.toMatchObject({
      code: "service_unavailable",
      message: expect.stringContaining("No room.") as string,
    });
    await pass(500);
    await refused;
    expect(service.status().state).toBe("broken");
  });

  it("gives up on a start that takes too long and tries again", async () => {
    const { service, pass } = scene((attempt) => (attempt === 1 ? "hang" : "ok"));
    const waiting = service.start();
    await pass(1_000);
    expect(service.status()).toMatchObject({ state: "backoff", reason: "It was not ready in time." });
    await pass(5);
    await expect(waiting).resolves.toMatchObject({ pid: 102 });
  });

  it("ends a child that stopped answering, but not for one lost ping", async () => {
    let answers = false;
    let pings = 0;
    const { service, children, pass } = scene(undefined, () => {
      pings += 1;
      return answers ? Promise.resolve() : new Promise(() => undefined);
    });
    await service.start();
    await pass(150);
    answers = true;
    await pass(100);
    expect([pings, service.status().state]).toEqual([2, "ready"]);
    answers = false;
    await pass(300);
    expect(children[0]?.killed()).toBe(true);
    await pass(5);
    expect(service.status()).toMatchObject({ state: "ready", pid: 102, restarts: 1 });
  });

  it("stopped while starting, leaves nothing behind and refuses those who wait", async () => {
    const { service } = scene(() => "hang");
    const refused = expect(service.start()).rejects.toMatchObject({ code: "service_unavailable" });
    await service.stop("Locked.");
    await refused;
    expect(service.status()).toMatchObject({ state: "stopped", pid: null, reason: "Locked." });
  });

  it("stopped during the pause, does not come back", async () => {
    const { service, children, pass } = scene();
    await service.start();
    children[0]?.die("SIGKILL");
    await pass(0);
    await service.stop("Locked.");
    await pass(60_000);
    expect([children.length, service.status().state]).toEqual([1, "stopped"]);
  });
});

it("the pause doubles up to its limit and varies by half", () => {
  expect(
    [1, 2, 3, 4, 5, 500].map((failures) => [
      backoffDelay(policy, failures, 0),
      backoffDelay(policy, failures, 0.999999),
    ]),
  ).toEqual([
    [5, 10],
    [10, 20],
    [20, 40],
    [40, 80],
    [40, 80],
    [40, 80],
  ]);
});

it("an ordered shutdown goes on after a step that fails or hangs, and names it", async () => {
  const clock = createFakeClock();
  const done: string[] = [];
  const step = (name: string, run: () => Promise<unknown>) => ({
    name,
    deadlineMs: 100,
    run: () => {
      done.push(name);
      return run();
    },
  });
  const finished = shutDownInOrder(clock, [
    step("runtime", () => Promise.resolve()),
    step("inspector", () => Promise.reject(new Error("no"))),
    step("gpu-watch", () => new Promise(() => undefined)),
    step("keeper", () => Promise.resolve()),
  ]);
  await pass(clock, 100);
  await expect(finished).resolves.toEqual(["inspector", "gpu-watch"]);
  expect(done).toEqual(["runtime", "inspector", "gpu-watch", "keeper"]);
});
