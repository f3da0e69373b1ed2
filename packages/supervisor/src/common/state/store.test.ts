import { State } from "@casemate/contract";
import { expect, it } from "vitest";
import { testState } from "./test-state.ts";

it("the first state fits the contract and claims nothing", () => {
  const { state } = testState().snapshot();
  expect([
    State.parse(state),
    state.health.level,
    state.app.isolation.level,
    state.machine.gpus,
    state.runtime.connections.attempts,
  ]).toEqual([state, "unknown", "unknown", null, null]);
});

it("every real change has the next revision; the same value has none", () => {
  const store = testState();
  const seen: [number, string][] = [];
  const stop = store.subscribe(({ rev, slice }) => seen.push([rev, slice]));
  store.update("vault", (vault) => ({ ...vault, failures: 1 }));
  store.update("vault", (vault) => ({ ...vault, failures: 1 }));
  store.set("models", { readable: true, items: [] });
  stop();
  store.update("vault", (vault) => ({ ...vault, failures: 2 }));
  expect([seen, store.rev]).toEqual([
    [
      [1, "vault"],
      [2, "models"],
    ],
    3,
  ]);
});

it("a snapshot is a copy", () => {
  const store = testState();
  store.snapshot().state.vault.failures = 9;
  expect(store.get("vault").failures).toBe(0);
});
