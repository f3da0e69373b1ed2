import type { State } from "@casemate/contract";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { testState } from "../state/test-state.ts";
import { readHealth } from "./checks.ts";

const { state: fresh } = testState().snapshot();
const error = { code: "broken", message: "It is damaged." };
const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Every state of each part that a check looks at. */
const states: fc.Arbitrary<State> = fc
  .record({
    vault: fc.record({
      state: some("absent", "locked", "unlocking", "unlocked", "locking", "error"),
      lockVerified: fc.boolean(),
      error: some(null, error),
    }),
    ledger: fc.record({
      state: some("starting", "ok", "damaged", "unavailable"),
      recovered: some(null, "a reason"),
      error: some(null, error),
    }),
    level: some("full", "reduced", "none", "unknown"),
    runtime: fc.record({ state: some("stopped", "loading", "ready", "generating", "failed") }),
    attempts: some(null, 0, 3),
    admission: some("broken", "default", "file"),
    swap: some("off", "encrypted", "on", "unknown"),
    incidents: fc.record({ kept: some("starting", "durable", "memory"), failed: some(0, 1) }),
    critical: some(0, 1),
    integrity: fc.record({ state: some("unknown", "reading", "intact", "changed"), changed: some(0, 1) }),
    service: some(null, "ready", "failed"),
  })
  .map((seen) => {
    const { app, runtime, incidents } = fresh;
    return {
      ...fresh,
      app: { ...app, shell: "serve", isolation: { ...app.isolation, level: seen.level } },
      vault: { ...fresh.vault, ...seen.vault },
      ledger: { ...fresh.ledger, ...seen.ledger },
      runtime: {
        ...runtime,
        ...seen.runtime,
        connections: { ...runtime.connections, attempts: seen.attempts },
      },
      admission: { ...fresh.admission, state: seen.admission },
      machine: { ...fresh.machine, swap: seen.swap },
      incidents: { ...incidents, ...seen.incidents, open: { ...incidents.open, critical: seen.critical } },
      integrity: { ...fresh.integrity, ...seen.integrity },
      services: seen.service === null ? [] : [{ id: "keeper", state: seen.service, reason: null }],
    } as State;
  });

it("whatever is not fine says what to do, and what is serious has a button or a command beside it", () => {
  fc.assert(
    fc.property(states, (state) => {
      const { checks } = readHealth(state, "2026-01-01T00:00:00.000Z");
      const bad = checks.filter(({ status }) => status !== "ok");
      const silent = bad.filter(({ remedy }) => remedy === null || remedy === "");
      const stuck = bad.filter(
        ({ status, target, evidence }) => status === "danger" && target === undefined && evidence === null,
      );
      expect([silent.map(({ id, title }) => `${id}: ${title}`), stuck.map(({ id }) => id)]).toEqual([[], []]);
    }),
  );
});
