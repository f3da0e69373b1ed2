import { State } from "@casemate/contract";

const AT = "2026-11-21T00:00:00.000Z";
const isolation = { level: "unknown", layers: [], notices: [] } as const;

/** A whole state as the supervisor has it just after its start. Parsed, so that it stays true to the contract. */
export function sampleState(): State {
  return State.parse({
    app: {
      version: "0",
      engine: "none",
      node: "26",
      platform: "test",
      startedAt: AT,
      shell: "serve",
      isolation,
      settings: { autoLockMinutes: 30, refusedKeepDays: 7 },
    },
    vault: {
      state: "locked",
      since: AT,
      lockVerified: true,
      failures: 0,
      retryAt: null,
      locksAt: null,
      lockDeferredBy: null,
      kdf: null,
      notes: [],
      error: null,
    },
    models: { readable: false, items: [] },
    jobs: [],
    runtime: {
      state: "stopped",
      modelId: null,
      modelName: null,
      pid: null,
      contextSize: null,
      contextUsed: null,
      threads: null,
      tokensPerSecond: null,
      device: null,
      isolation,
      connections: { attempts: null, enforcedBy: "", check: null, readAt: null },
      error: null,
    },
    approvals: [],
    health: { level: "unknown", sentence: "", checkedAt: AT, checks: [] },
    ledger: { state: "starting", size: null, headHash: null, verifiedAt: null, error: null },
    services: [],
    machine: { gpus: null, gpuNote: "", checkedAt: null, memoryBytes: 0, cores: 1, swap: "unknown" },
  });
}
