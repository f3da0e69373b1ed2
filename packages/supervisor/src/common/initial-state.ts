import type { Isolation, State } from "@casemate/contract";

export const UNKNOWN_ISOLATION: Isolation = { level: "unknown", layers: [], notices: [] };

/** State before anything was looked at: unknown, never fine. */
export function initialState(
  facts: Omit<State["app"], "isolation" | "page">,
  machine: Pick<State["machine"], "memoryBytes" | "cores" | "swap">,
): State {
  const now = facts.startedAt;
  return {
    app: { ...facts, isolation: UNKNOWN_ISOLATION, page: "unknown" },
    vault: {
      state: "locked",
      since: now,
      lockVerified: false,
      failures: 0,
      retryAt: null,
      locksAt: null,
      lockDeferredBy: null,
      kdf: null,
      needsDeviceKey: false,
      notes: [],
      error: null,
    },
    models: { readable: false, items: [] },
    jobs: [],
    runtime: stoppedRuntime(),
    approvals: [],
    health: {
      level: "unknown",
      sentence: "Casemate is starting and has not checked anything yet.",
      checkedAt: now,
      checks: [],
    },
    ledger: startingLedger(),
    services: [],
    panic: quietPanic(),
    admission: { state: "broken", policy: "not-loaded", error: "Not read yet.", pins: 0, blocks: 0 },
    callPolicy: unreadCallPolicy(),
    incidents: noIncidentsYet(),
    integrity: unwatched(),
    attestation: unattested(),
    machine: { ...unseenMachine(), ...machine },
  };
}

function unseenMachine(): Omit<State["machine"], "memoryBytes" | "cores" | "swap"> {
  return {
    gpus: null,
    gpuNote: "Not looked yet.",
    answer: null,
    answers: { plan: "pending", nextAt: null, deepAt: null },
    computing: null,
    gpu: null,
    gpuAttest: null,
    checkedAt: null,
    loginManager: "unwatched",
  };
}

function quietPanic(): State["panic"] {
  return {
    state: "idle",
    level: null,
    cause: null,
    actsAt: null,
    steps: [],
    last: null,
    refused: null,
    lastDrill: null,
    drilling: null,
    armed: { failedUnlocks: null, incidents: null },
  };
}

function unreadCallPolicy(): State["callPolicy"] {
  return {
    state: "broken",
    digest: "0".repeat(64),
    error: "Not read yet.",
    rules: 0,
    limits: 0,
    frozen: null,
  };
}

function unwatched(): State["integrity"] {
  return {
    state: "unknown",
    note: "Files are watched only while a console runs: casemate serve, or the window.",
    checkedAt: null,
    watched: 0,
    intact: 0,
    changed: 0,
    changes: [],
    canaries: null,
    baselineAt: null,
  };
}

function unattested(): State["attestation"] {
  return {
    state: "pending",
    reason: null,
    parts: [],
    checkedAt: null,
    nextAt: null,
    made: null,
    assurance: "software",
  };
}

function noIncidentsYet(): State["incidents"] {
  return {
    kept: "starting",
    note: null,
    open: { critical: 0, high: 0, medium: 0, low: 0 },
    failed: 0,
    frozen: false,
    items: [],
  };
}

function startingLedger(): State["ledger"] {
  return {
    state: "starting",
    log: null,
    size: null,
    headHash: null,
    recovered: null,
    verifiedAt: null,
    verifying: null,
    error: null,
  };
}

export function stoppedRuntime(): State["runtime"] {
  return {
    state: "stopped",
    modelId: null,
    modelName: null,
    pid: null,
    contextSize: null,
    contextUsed: null,
    threads: null,
    tokensPerSecond: null,
    device: null,
    takesInstructions: null,
    isolation: UNKNOWN_ISOLATION,
    connections: { attempts: null, enforcedBy: "No runtime is running.", check: null, readAt: null },
    error: null,
  };
}
