import * as z from "zod";
import { Approval } from "./approval.ts";
import { AttestationSlice } from "./attestation.ts";
import { Bytes, Id, Notice, Time } from "./common.ts";
import { CallPolicySlice } from "./decision.ts";
import { IncidentsSlice } from "./incident.ts";
import { IntegritySlice } from "./integrity.ts";
import { GpuAnswer, GpuAnswerPlan, GpuAnswerProgress, GpuTests } from "./gpu-answer.ts";
import { GpuAttestState, GpuCheck } from "./gpu.ts";
import { ModelSummary, StageId } from "./model.ts";
import { PanicSlice } from "./panic.ts";
import { AdmissionSlice } from "./policy.ts";

/** How strongly children are confined. "reduced" and "none" are shown as a badge and recorded, never silent. */
export const Isolation = z.strictObject({
  level: z.enum(["full", "reduced", "none", "unknown"]),
  /** What enforces it, in order: for example "bubblewrap", "seccomp", "node-permission". */
  layers: z.array(z.string().max(40)),
  notices: z.array(Notice),
});
export type Isolation = z.output<typeof Isolation>;

export const AppSlice = z.strictObject({
  version: z.string(),
  engine: z.string(),
  node: z.string(),
  platform: z.string(),
  startedAt: Time,
  shell: z.enum(["desktop", "serve", "command"]),
  isolation: Isolation,
  /** Where the page was opened: "shared" is a browser whose extensions can read it. */
  page: z.enum(["own-window", "shared", "unknown"]),
  settings: z.strictObject({
    autoLockMinutes: z.int().min(1).max(240),
    refusedKeepDays: z.int().min(0).max(30),
    /** A hidden marker stands in the instructions of each conversation, and a model that repeats it is an incident. */
    promptMarkers: z.boolean(),
    gpuTests: GpuTests,
  }),
});

export const VaultState = z.enum(["absent", "locked", "unlocking", "unlocked", "locking", "error"]);
export const VaultSlice = z.strictObject({
  state: VaultState,
  since: Time,
  /** True only after: runtime reaped, old keeper's process gone, a fresh locked keeper up. */
  lockVerified: z.boolean(),
  failures: z.int().nonnegative(),
  /** No attempt is taken before this. */
  retryAt: Time.nullable(),
  locksAt: Time.nullable(),
  /** A user-started job that keeps auto-lock waiting, in words. */
  lockDeferredBy: z.string().max(200).nullable(),
  kdf: z
    .strictObject({ memoryMiB: z.int(), passes: z.int(), lanes: z.int(), measuredMs: z.number() })
    .nullable(),
  /** A passphrase opens this vault only together with the key that this machine's keychain holds. */
  needsDeviceKey: z.boolean(),
  /** Protections of the key process that this machine lacks, in words. */
  notes: z.array(z.string().max(500)),
  error: Notice.nullable(),
});

/** What a passphrase on its way is for: it can be used for nothing else. */
export const SecretPurpose = z.enum(["create", "unlock", "approve", "new"]);
export type SecretPurpose = z.output<typeof SecretPurpose>;

/** One of the eight places for ways into the vault, while it is used. */
export const VaultSlot = z.strictObject({
  index: z.int().min(0).max(7),
  /** `device`: a passphrase that needs this machine's key too. `duress`: a passphrase that opens nothing and acts. */
  kind: z.enum(["passphrase", "recovery", "device", "duress"]),
  /** What a duress passphrase does: 1 locks, 2 removes every way in but the recovery words, 3 removes every way in. */
  level: z.union([z.literal(1), z.literal(2), z.literal(3)]).nullable(),
  /** False: something removed it from the header, a duress passphrase or damage. */
  works: z.boolean(),
  /** Given by the person. */
  label: z.string().max(100),
  /** null: the one the vault was made with. */
  addedAt: Time.nullable(),
});
export type VaultSlot = z.output<typeof VaultSlot>;

export const ModelsSlice = z.strictObject({
  /** False while locked: the catalogue itself is encrypted. */
  readable: z.boolean(),
  items: z.array(ModelSummary),
});

export const Job = z.strictObject({
  id: Id,
  kind: z.enum(["import", "inspect", "load", "starter", "verify", "export"]),
  /** Model id, or null before it has one; for an export, the id that its asker chose. */
  subject: Id.nullable(),
  label: z.string().max(300),
  stage: z.union([StageId, z.enum(["reading", "unsealing", "loading"])]).nullable(),
  /** Bytes; for an export, records. */
  done: Bytes,
  total: Bytes.nullable(),
  etaMs: z.number().nonnegative().nullable(),
  /** `waiting`: a lock interrupted it; it goes on by itself after the next unlock. */
  state: z.enum(["running", "waiting", "done", "failed", "cancelled"]),
  error: Notice.nullable(),
  startedAt: Time,
  endedAt: Time.nullable(),
});
export type Job = z.output<typeof Job>;

/** The box's own network counters. null = could not be read: unknown, never zero. */
export const Connections = z.strictObject({
  attempts: z.int().nonnegative().nullable(),
  enforcedBy: z.string().max(200),
  /** Command by which a person can check it themselves. */
  check: z.string().max(300).nullable(),
  readAt: Time.nullable(),
});

export const RuntimeSlice = z.strictObject({
  state: z.enum(["stopped", "loading", "ready", "generating", "failed"]),
  modelId: Id.nullable(),
  modelName: z.string().max(255).nullable(),
  pid: z.int().nullable(),
  contextSize: z.int().nonnegative().nullable(),
  contextUsed: z.int().nonnegative().nullable(),
  threads: z.int().nullable(),
  tokensPerSecond: z.number().nullable(),
  /** What computes: "processor" or the accelerator's name. */
  device: z.string().max(120).nullable(),
  /** Its chat format has a place for instructions; only there a hidden marker stands. */
  takesInstructions: z.boolean().nullable(),
  isolation: Isolation,
  connections: Connections,
  error: Notice.nullable(),
});

export const HealthCheck = z.strictObject({
  id: z.string().max(64),
  status: z.enum(["ok", "warn", "danger", "unknown"]),
  title: z.string().max(200),
  detail: z.string().max(1000),
  remedy: z.string().max(1000).nullable(),
  /** How to check it oneself. */
  evidence: z.string().max(500).nullable(),
  /** Where a person can do something about it, and the call that does it, if there is one. */
  target: z
    .strictObject({
      page: z.enum(["vault", "models", "machine", "incidents", "log", "settings"]),
      call: z.string().max(64).nullable(),
    })
    .optional(),
  checkedAt: Time,
});
export type HealthCheck = z.output<typeof HealthCheck>;
export const HealthSlice = z.strictObject({
  level: z.enum(["trusted", "degraded", "recovery_required", "unknown"]),
  sentence: z.string().max(500),
  checkedAt: Time,
  checks: z.array(HealthCheck),
});

export const LedgerSlice = z.strictObject({
  state: z.enum(["ok", "starting", "unavailable", "damaged"]),
  /** Which log this is; null while none can be read. Another one after recovery or rotation. */
  log: z.string().max(64).nullable(),
  size: z.int().nonnegative().nullable(),
  headHash: z.string().nullable(),
  /** Why the log was begun anew after damage, while nobody has taken note of it. */
  recovered: z.string().max(300).nullable(),
  verifiedAt: Time.nullable(),
  /** How far a verification is that runs now, in records. */
  verifying: z.strictObject({ done: z.int().nonnegative(), of: z.int().nonnegative() }).nullable(),
  error: Notice.nullable(),
});

export const ServiceStatus = z.strictObject({
  id: z.string().max(32),
  state: z.enum(["stopped", "starting", "ready", "stopping", "backoff", "broken"]),
  pid: z.int().nullable(),
  restarts: z.int().nonnegative(),
  reason: z.string().max(300).nullable(),
  isolation: z.enum(["full", "reduced", "none", "unknown"]),
});

/** Accelerators that were found. null = not looked yet or could not look: unknown. */
export const MachineSlice = z.strictObject({
  gpus: z
    .array(
      z.strictObject({
        name: z.string().max(200),
        vendor: z.string().max(80),
        memoryMiB: z.number().nullable(),
        driver: z.string().max(120).nullable(),
      }),
    )
    .nullable(),
  gpuNote: z.string().max(500),
  /** What came of the last known-answer test since the start; a wrong one stays until a deep one was right. null: none. */
  answer: GpuAnswer.nullable(),
  /** Whether tests begin by themselves, when the next quick one does if nothing works by then, and when the last deep one of a card ended. */
  answers: z.strictObject({ plan: GpuAnswerPlan, nextAt: Time.nullable(), deepAt: Time.nullable() }),
  /** The known-answer test that runs. */
  computing: GpuAnswerProgress.nullable(),
  /** The last round of GPU watch, without its evidence; null: none since the start. */
  gpu: GpuCheck.omit({ probes: true, sources: true, notChecked: true }).nullable(),
  /** What an attestation says of that round. */
  gpuAttest: GpuAttestState.nullable(),
  checkedAt: Time.nullable(),
  memoryBytes: Bytes,
  cores: z.int(),
  swap: z.enum(["off", "on", "encrypted", "unknown"]),
  /** systemd-logind, which announces sleep, screen lock and session switch. `absent`: none runs here; `unwatched`: it cannot be listened to, or nobody does. */
  loginManager: z.enum(["watched", "absent", "unwatched"]),
});

/** Every slice of the supervisor's state. The key is the slice's name on the wire. */
export const State = z.strictObject({
  app: AppSlice,
  vault: VaultSlice,
  models: ModelsSlice,
  jobs: z.array(Job),
  runtime: RuntimeSlice,
  approvals: z.array(Approval),
  health: HealthSlice,
  ledger: LedgerSlice,
  services: z.array(ServiceStatus),
  machine: MachineSlice,
  admission: AdmissionSlice,
  callPolicy: CallPolicySlice,
  panic: PanicSlice,
  incidents: IncidentsSlice,
  integrity: IntegritySlice,
  attestation: AttestationSlice,
});
export type State = z.output<typeof State>;
export type SliceName = keyof State;
export const SLICE_NAMES = Object.keys(State.shape) as SliceName[];
