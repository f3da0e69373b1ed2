import * as z from "zod";
import { Id, Notice, Sha256, Time } from "./common.ts";
import { GpuProbe, GpuVerdict } from "./gpu.ts";

/** What can go wrong, in nine kinds. Each is one file in `packages/incidents/src/common/classes`. */
export const IncidentClass = z.enum([
  "attestation_failure",
  "integrity_violation",
  "unauthorized_access",
  "manifest_mismatch",
  "policy_bypass_attempt",
  "prompt_injection",
  "model_behavior_anomaly",
  "tool_call_burst",
  "forbidden_airlock_request",
]);
export type IncidentClass = z.output<typeof IncidentClass>;

/** Nothing in this version can cause these: they come with tools and with the gateway. So nobody is offered to look for them or to arm them. */
const WITHOUT_PRODUCER: readonly IncidentClass[] = ["tool_call_burst", "forbidden_airlock_request"];
export const REPORTED_CLASSES = IncidentClass.options.filter((one) => !WITHOUT_PRODUCER.includes(one));

export const IncidentSeverity = z.enum(["low", "medium", "high", "critical"]);
export type IncidentSeverity = z.output<typeof IncidentSeverity>;

/** `contained`: every action ran and its effect was seen. `containment_failed`: one did not, or its effect could not be seen. */
export const IncidentState = z.enum([
  "open",
  "contained",
  "containment_failed",
  "acknowledged",
  "reattested",
  "resolved",
  "dismissed",
]);
export type IncidentState = z.output<typeof IncidentState>;

/** What it is about. `id`: a model's or conversation's id, a service's name, a call's name; a fixed word for what there is only one of. */
export const IncidentSubject = z.strictObject({
  kind: z.enum(["model", "log", "vault", "service", "machine", "call", "console", "chat"]),
  id: z.string().max(100),
});
export type IncidentSubject = z.output<typeof IncidentSubject>;

const Text = z.string().max(500);
/** One thing that was seen. Texts that others control were made visible before. */
export const Evidence = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("digest"),
    at: Time,
    what: Text,
    expected: Sha256.nullable(),
    found: Sha256.nullable(),
  }),
  z.strictObject({ kind: z.literal("file"), at: Time, path: Text, problem: Text }),
  z.strictObject({ kind: z.literal("process"), at: Time, service: Text, pid: z.int().nullable(), end: Text }),
  z.strictObject({ kind: z.literal("change"), at: Time, what: Text, before: Text, after: Text }),
  z.strictObject({ kind: z.literal("count"), at: Time, what: Text, count: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal("call"), at: Time, call: Text, rule: Text, via: Text }),
  /** What GPU watch found: one probe, and the whole check's verdict with its reasons. */
  z.strictObject({
    kind: z.literal("probe"),
    at: Time,
    probe: z.string().max(40),
    status: GpuProbe.shape.status,
    verdict: GpuVerdict,
    /** 0 good to 1 bad. */
    score: z.number().min(0).max(1),
    reasons: z.array(Text).max(8),
  }),
]);
export type Evidence = z.output<typeof Evidence>;

export const ContainmentAction = z.enum(["end_runtime", "contain_model", "lock_vault", "freeze_calls"]);
export type ContainmentAction = z.output<typeof ContainmentAction>;

/** `done`: the effect was looked at afterwards and is there. */
export const ContainmentResult = z.strictObject({
  action: ContainmentAction,
  state: z.enum(["running", "done", "failed"]),
  /** What was seen afterwards, or why not. */
  detail: Text,
  ms: z.number().nonnegative(),
  at: Time,
});
export type ContainmentResult = z.output<typeof ContainmentResult>;

/** One part of what is attested. `ok`: false is bad, null could not be looked at; neither lets a ceremony go on. */
export const AttestedPart = z.strictObject({
  id: z.string().max(40),
  ok: z.boolean().nullable(),
  words: Text,
});
export type AttestedPart = z.output<typeof AttestedPart>;

/** What was found when somebody asked for it, bound to what was contained by `binding`. */
export const Attestation = z.strictObject({
  at: Time,
  by: z.string().max(80),
  /** 32 random bytes, fresh for this attestation. */
  nonce: Sha256,
  /** SHA-256 over nonce, binding and state. */
  digest: Sha256,
  /** SHA-256 over what was found: the same again at resolving, or the ceremony is void. */
  state: Sha256,
  binding: Sha256,
  /** `software`: Casemate has looked itself; who controls this machine controls the answer. */
  assurance: z.enum(["software"]),
  parts: z.array(AttestedPart).max(32),
});
export type Attestation = z.output<typeof Attestation>;

/** The newest of each; more are only counted. */
export const MAX_EVIDENCE = 16;
const MAX_ESCALATIONS = 8;
export const MAX_REASON = 300;
const By = z.string().max(80);

export const Incident = z.strictObject({
  id: Id,
  class: IncidentClass,
  severity: IncidentSeverity,
  state: IncidentState,
  /** Only a whole ceremony ends it: acknowledge, re-attest, resolve. */
  latched: z.boolean(),
  subject: IncidentSubject,
  /** Class and what it is about, digested: what is seen again while it is open is the same incident. */
  fingerprint: Sha256,
  /** What happened, in one sentence. */
  summary: Notice,
  /** What Casemate did, and what to do now. */
  words: z.strictObject({ did: Text, todo: Text }),
  openedAt: Time,
  lastSeenAt: Time,
  /** How often it was seen. */
  count: z.int().positive(),
  /** The first ones and the newest one; `count` says how many there were. */
  evidence: z.array(Evidence).max(MAX_EVIDENCE),
  containment: z.array(ContainmentResult).max(ContainmentAction.options.length),
  escalations: z
    .array(z.strictObject({ at: Time, from: IncidentSeverity, to: IncidentSeverity, why: Text }))
    .max(MAX_ESCALATIONS),
  /** Nobody acknowledged it in time: when a person was last told again, and how often. Rows of earlier versions have none. */
  reminded: z.strictObject({ at: Time, count: z.int().positive() }).nullable().default(null),
  acknowledged: z.strictObject({ at: Time, by: By }).nullable(),
  attested: Attestation.nullable(),
  /** Why a ceremony that was begun has to be begun anew. */
  voided: z.strictObject({ at: Time, why: Text }).nullable(),
  ended: z.strictObject({ at: Time, by: By, reason: z.string().max(MAX_REASON).nullable() }).nullable(),
  /** The next step of a person. */
  next: z.enum(["acknowledge", "reattest", "resolve"]).nullable(),
});
export type Incident = z.output<typeof Incident>;

/** One line of a list. */
export const IncidentSummary = Incident.pick({
  id: true,
  class: true,
  severity: true,
  state: true,
  latched: true,
  subject: true,
  summary: true,
  openedAt: true,
  lastSeenAt: true,
  count: true,
  reminded: true,
  next: true,
});
export type IncidentSummary = z.output<typeof IncidentSummary>;

/** Newest open ones that the state carries; the others are asked for. */
export const MAX_SHOWN_INCIDENTS = 50;

export const IncidentsSlice = z.strictObject({
  /** `starting`: not read yet. `durable`: kept by the log's process. `memory`: the log cannot be written; they end with Casemate. */
  kept: z.enum(["starting", "durable", "memory"]),
  /** Why they are only in memory. */
  note: z.string().max(500).nullable(),
  /** Not ended, by severity. */
  open: z.strictObject({
    critical: z.int().nonnegative(),
    high: z.int().nonnegative(),
    medium: z.int().nonnegative(),
    low: z.int().nonnegative(),
  }),
  /** Not ended, and their containment failed. */
  failed: z.int().nonnegative(),
  /** Calls that run a model or let something in are denied until what froze them has ended. */
  frozen: z.boolean(),
  /** Newest first; those that have not ended. */
  items: z.array(IncidentSummary).max(MAX_SHOWN_INCIDENTS),
});
export type IncidentsSlice = z.output<typeof IncidentsSlice>;

export const IncidentRef = z.strictObject({ id: Id });
export const IncidentQuery = z.strictObject({
  which: z.enum(["open", "ended", "all"]).default("all"),
  class: IncidentClass.nullable().default(null),
  /** The last one of the page before. */
  after: Id.nullable().default(null),
  limit: z.int().min(1).max(200).default(50),
});
