import { initialState } from "../initial-state.ts";
import { createStateStore, type StateStore } from "./store.ts";

/** A fresh store for tests, as a supervisor starts with. */
export function testState(): StateStore {
  return createStateStore(
    initialState(
      {
        version: "0",
        engine: "none",
        node: "26",
        platform: "linux x64",
        startedAt: "2026-01-01T00:00:00.000Z",
        shell: "command",
        settings: { autoLockMinutes: 30, refusedKeepDays: 7, promptMarkers: true, gpuTests: "weekly" },
      },
      { memoryBytes: 1, cores: 1, swap: "off" },
    ),
  );
}
