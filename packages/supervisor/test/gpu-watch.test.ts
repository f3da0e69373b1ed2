import type { State } from "@casemate/contract";
import { afterEach, describe, expect, it } from "vitest";
import type { StateStore } from "../src/common/state/store.ts";
import { LOOK_LIMIT_MS, SETTLE_MS } from "../src/node/gpu/gpu-watch.ts";
import { child, endGpuWorlds, watch } from "./gpu-world.ts";

afterEach(endGpuWorlds);

/** Resolves with the next round that the state shows. */
function nextRound(state: StateStore): Promise<State["machine"]["gpu"]> {
  return new Promise((resolve) => {
    const unsubscribe = state.subscribe(({ slice }) => {
      if (slice !== "machine") return;
      const { gpu } = state.get("machine");
      if (gpu === null) return;
      unsubscribe();
      resolve(gpu);
    });
  });
}

const ON_PROCESSOR = { pid: 4242, device: "processor", state: "ready" } as const;

describe("GPU watch", () => {
  it("a machine without accelerator whose processor is right is healthy, and nothing is stopped", async () => {
    const { gpu, notes, unloads } = watch(child(0), ON_PROCESSOR);
    expect([
      (await gpu.check()).verdict,
      (await gpu.check()).verdict,
      notes,
      unloads(),
      gpu.history().entries.length,
    ]).toEqual(["healthy", "healthy", [], 0, 1]);
  });

  it("a processor that is wrong stops the model on it, once in 15 minutes, and is recorded", async () => {
    const { gpu, notes, reports, unloads, clock, state } = watch(child(1), {
      ...ON_PROCESSOR,
      modelId: "model-1",
    });
    const first = await gpu.check();
    await gpu.check();
    const before = unloads();
    clock.advance(15 * 60_000);
    await gpu.check();
    expect([
      first.verdict,
      reports.map(({ class: of, severity, subject }) => [of, severity, subject]),
      before,
      unloads(),
      notes,
      state.get("machine").gpu?.verdict,
    ]).toEqual([
      "critical",
      [["model_behavior_anomaly", "high", { kind: "model", id: "model-1" }]],
      1,
      2,
      ["gpu.verdict critical", "gpu.runtime.stopped critical", "gpu.runtime.stopped critical"],
      "critical",
    ]);
  });

  it("and leaves a model alone that computes elsewhere", async () => {
    const { gpu, unloads } = watch(child(1), { ...ON_PROCESSOR, device: "some card" });
    await gpu.check();
    expect(unloads()).toBe(0);
  });

  it.each([
    ["cannot start", "syntax error"],
    ["ends at once", "process.exit(0)"],
    ["ends over the question", child(0, "process.exit(1)")],
    ["answers outside its shape", child(-1)],
  ])("a child that %s leaves everything unknown", async (_name, source) => {
    const { gpu, state } = watch(source, ON_PROCESSOR);
    const { verdict, accelerators } = await gpu.check();
    expect([verdict, accelerators, state.get("machine").gpu?.verdict]).toEqual(["unknown", null, "unknown"]);
    await expect(gpu.capture()).rejects.toMatchObject({ code: "unknown" });
  });

  it("a child that hangs is ended after a minute, and another one asked next time", async () => {
    const { gpu, clock } = watch(child(0, "new Promise(() => undefined)"));
    const hanging = gpu.check();
    const timer = setInterval(() => {
      clock.advance(LOOK_LIMIT_MS);
    }, 100);
    const { verdict } = await hanging;
    clearInterval(timer);
    expect([verdict, gpu.status().state]).toEqual(["unknown", "stopped"]);
  });

  it("looks by itself once the console is up, and not while a model answers", async () => {
    const { gpu, clock, state } = watch(child(0), { state: "generating" });
    gpu.start();
    clock.advance(SETTLE_MS + 60_000);
    const while_ = state.get("machine").gpu;
    state.update("runtime", (before) => ({ ...before, state: "ready" }));
    const round = nextRound(state);
    // The next round was put on the clock in a microtask.
    await new Promise(setImmediate);
    clock.advance(10_000);
    const found = await round;
    expect([while_, found?.verdict]).toEqual([null, "healthy"]);
  });
});
