import * as z from "zod";
import { Approval } from "./approval.ts";
import { CallDecision, CallPolicySlice } from "./decision.ts";
import { EngineAdvisories } from "./engine.ts";
import { attestationCalls } from "./attestation.ts";
import { call, event, type Contract } from "../rpc/spec.ts";
import { AuditCheckpoint, AuditFilter, AuditRaw, AuditRecord, AuditVerification } from "./audit.ts";
import {
  Chat,
  ChatDelta,
  ChatDone,
  ChatHit,
  ChatOptions,
  ChatSummary,
  MAX_LISTED_CHATS,
  MAX_MESSAGE_CHARS,
} from "./chat.ts";
import { Bytes, Empty, Id, MAX_DROPPED_FILES, MAX_MODEL_FILES, Sha256, Time } from "./common.ts";
import {
  ForensicChunk,
  ForensicMade,
  ForensicPreview,
  ForensicRange,
  ForensicRequest,
  ForensicRows,
  ForensicSelection,
  MAX_PREVIEW_ROWS,
} from "./forensic.ts";
import { gpuCalls } from "./gpu-calls.ts";
import { incidentCalls } from "./incident-calls.ts";
import { integrityCalls } from "./integrity.ts";
import { ByteWindow, ModelReport, RuleInfo } from "./model.ts";
import { panicCalls } from "./panic-calls.ts";
import { AdmissionSlice, DigestEntry, DigestListName } from "./policy.ts";
import { AppSlice, HealthCheck, SecretPurpose, State, VaultSlot } from "./state.ts";

/** `known`: the same bytes were in the vault already; nothing was added. */
const Taken = z.strictObject({ modelId: Id, jobId: Id, known: z.boolean() });
/** A list in a file, bound to its bytes: what was approved is what is read. */
const ListFile = z.strictObject({ path: z.string().min(1).max(4096), sha256: Sha256 });
/** How many digests the list has now. */
const ListSize = z.strictObject({ total: z.int().nonnegative() });
/** What a person types who wants this machine's key without having recovery words. */
export const ACCEPT_LOSS = "losing this machine loses this vault";
/** The desktop's own approval window needs nothing more; see `approvals.grant` for the others. */
const Proof = z.enum(["none", "passphrase", "typed"]);
/** Number of a record, from 0. */
const Seq = z.int().nonnegative();
const ModelRef = z.strictObject({ modelId: Id });

/**
 * THE contract: every call with its risk, every event. Preload, handlers, clients and `docs/calls.md` derive from it.
 * To add a call: one row here, one handler in the supervisor, one row in `packages/policy`.
 */
export const contract = {
  "state.snapshot": call("read", Empty, z.strictObject({ rev: z.int(), state: State })),
  "state.changed": event(z.strictObject({ rev: z.int(), slice: z.string(), value: z.unknown() })),

  /** Starts the one-shot key child; the caller encrypts the passphrase to `publicKey` (base64) and sends it as a secret frame. */
  "secret.begin": call(
    "act",
    z.strictObject({ purpose: SecretPurpose }),
    z.strictObject({ secretId: Id, publicKey: z.string().max(64) }),
  ),

  "vault.create": call("act", z.strictObject({ secretId: Id }), z.strictObject({ created: z.boolean() })),
  "vault.unlock": call(
    "act",
    z.strictObject({ secretId: Id }),
    z.strictObject({
      result: z.enum(["unlocked", "wrong", "wait", "damaged"]),
      retryAt: Time.nullable(),
      message: z.string(),
    }),
  ),
  "vault.lock": call(
    "act",
    Empty,
    z.strictObject({ verified: z.boolean(), ms: z.number(), endedPids: z.array(z.int()) }),
  ),
  /** The ways into the unlocked vault. */
  "vault.slots": call("read", Empty, z.strictObject({ slots: z.array(VaultSlot) })),
  /**
   * Puts a new passphrase in the place of the one shown; shown recovery words stay, and the only passphrase is replaced. These calls need the
   * present passphrase (`secretId`, purpose "approve") and change nothing without it; what is new comes as `newSecretId`, purpose "new".
   */
  "vault.passwd": call("act", z.strictObject({ secretId: Id, newSecretId: Id }), Empty),
  "vault.addSlot": call(
    "act",
    z.strictObject({
      secretId: Id,
      newSecretId: Id,
      kind: z.enum(["passphrase", "recovery", "duress"]),
      /** What a duress passphrase does; null for every other kind. */
      level: VaultSlot.shape.level,
      label: VaultSlot.shape.label,
    }),
    VaultSlot,
  ),
  /**
   * From now on a passphrase opens the vault only together with a key that this machine's keychain holds. `wordsSecretId`: the recovery words
   * typed again, purpose "new". Without them the person has typed `acceptLoss`.
   */
  "vault.enableDeviceKey": call(
    "act",
    z.strictObject({
      secretId: Id,
      wordsSecretId: Id.nullable(),
      acceptLoss: z.literal(ACCEPT_LOSS).nullable(),
    }),
    z.strictObject({ store: z.enum(["secret-service", "keychain", "credential-manager"]) }),
  ),
  /** The passphrase alone opens the vault again. */
  "vault.disableDeviceKey": call("act", z.strictObject({ secretId: Id }), Empty),
  /** Whoever copied the vault's header before can still use the removed way, until `vault.rekey`. */
  "vault.removeSlot": call("act", z.strictObject({ secretId: Id, index: VaultSlot.shape.index }), Empty),
  /** A fresh master key: every way in but the one shown goes, and older copies of the header open nothing new. */
  "vault.rekey": call(
    "act",
    z.strictObject({ secretId: Id }),
    z.strictObject({ removed: z.int().nonnegative() }),
  ),
  /** The person is still here: moves the idle deadline. */
  "vault.touch": call("read", Empty, z.strictObject({ locksAt: Time.nullable() })),

  /**
   * Only for callers on this machine's command line: the page never names files. One model: a file, its parts, or a folder. Answers when it was
   * taken in; inspection goes on as a job.
   */
  "model.import": call(
    "act",
    z.strictObject({ paths: z.array(z.string().min(1).max(4096)).min(1).max(MAX_MODEL_FILES) }),
    Taken,
  ),
  /** Desktop: one-use tokens that preload made from the dropped files of one model. */
  "model.importDropped": call(
    "act",
    z.strictObject({ tokens: z.array(Id).min(1).max(MAX_MODEL_FILES) }),
    Taken,
  ),
  /**
   * Which of some files are one model, by their names alone: paths with "/" from what was dropped. Of each file its place in `names` and its path
   * in the model, in the order in which the model is handed over.
   */
  "model.group": call(
    "read",
    z.strictObject({ names: z.array(z.string().min(1).max(4096)).min(1).max(MAX_DROPPED_FILES) }),
    z.strictObject({
      groups: z.array(
        z.strictObject({
          name: z.string().max(4096),
          files: z.array(z.strictObject({ at: z.int().nonnegative(), name: z.string().max(4096) })),
        }),
      ),
    }),
  ),
  /** Makes Casemate's own small model and imports it. */
  "model.installStarter": call("act", Empty, Taken),
  "model.show": call("read", ModelRef, ModelReport),
  /** Bytes of a stored file around `at`, read and named in a confined process that ends with the answer. */
  "model.bytes": call(
    "read",
    // `file` as findings name it; null for a model of one file.
    z.strictObject({ modelId: Id, at: Bytes, file: z.string().max(300).nullable() }),
    ByteWindow,
  ),
  /** Held → admitted, by a person. */
  "model.release": call("danger", z.strictObject({ modelId: Id, sha256: Sha256 }), Empty),
  /** Held → refused, by a person. */
  "model.reject": call("act", ModelRef, Empty),
  "model.reinspect": call("act", ModelRef, z.strictObject({ jobId: Id })),
  /** Admitted → contained, by a person: it is not run until it was inspected again. Throws `wrong_state`. */
  "model.contain": call("act", ModelRef, Empty),
  /** Destroys the key of a refused file now: its bytes become unreadable. */
  "model.discard": call("act", ModelRef, Empty),
  /** Removes an admitted or held model and destroys its key. */
  "model.remove": call("danger", z.strictObject({ modelId: Id, sha256: Sha256 }), Empty),
  "job.cancel": call("act", z.strictObject({ jobId: Id }), z.strictObject({ cancelled: z.boolean() })),

  "runtime.load": call("act", ModelRef, z.strictObject({ jobId: Id })),
  "runtime.unload": call("act", Empty, Empty),

  /** Newest first, at most 10,000; `complete`: there are no older ones. */
  "chat.list": call(
    "read",
    Empty,
    z.strictObject({ chats: z.array(ChatSummary).max(MAX_LISTED_CHATS), complete: z.boolean() }),
  ),
  /** Newest first, at most 50; the vault has no index of words, so every conversation is opened. */
  "chat.search": call(
    "read",
    z.strictObject({ query: z.string().trim().min(1).max(200) }),
    z.strictObject({ hits: z.array(ChatHit).max(50), complete: z.boolean() }),
  ),
  "chat.get": call("read", z.strictObject({ chatId: Id }), Chat),
  "chat.create": call("act", ModelRef, Chat),
  "chat.delete": call("act", z.strictObject({ chatId: Id }), Empty),
  /** Loads the model when needed. Answers at once; the text comes as events, the last one is `chat.done`. */
  "chat.send": call(
    "act",
    z.strictObject({
      chatId: Id,
      text: z.string().min(1).max(MAX_MESSAGE_CHARS),
      options: ChatOptions.prefault({}),
    }),
    z.strictObject({ userMessageId: Id, messageId: Id }),
  ),
  "chat.stop": call("act", z.strictObject({ chatId: Id }), Empty),
  "chat.delta": event(ChatDelta),
  "chat.done": event(ChatDone),

  /** Newest first, below `before`. A search reads a part of the log at a time: `next` is where to go on, null at the log's beginning. */
  "audit.tail": call(
    "read",
    AuditFilter.extend({
      before: z.int().nonnegative().nullable().default(null),
      limit: z.int().min(1).max(500).default(100),
    }),
    z.strictObject({
      records: z.array(AuditRecord),
      total: z.int().nonnegative(),
      next: z.int().nonnegative().nullable(),
    }),
  ),
  /** `tree` takes digests as they are; `records` computes every one again. How far it is stands in the `ledger` slice. */
  "audit.verify": call(
    "read",
    z.strictObject({ depth: z.enum(["records", "tree"]).default("records") }),
    AuditVerification,
  ),
  /** Ends verifications that run, whoever began them: they throw `cancelled`. */
  "audit.stopVerify": call("act", Empty, z.strictObject({ stopped: z.boolean() })),
  "audit.record": call("read", z.strictObject({ seq: Seq }), AuditRaw),
  /** A C2SP tlog-proof of one record; seals the log first when no checkpoint covers it. */
  "audit.prove": call("act", z.strictObject({ seq: Seq }), z.strictObject({ proof: z.string() })),
  /** Seals what is open and answers the newest checkpoint. */
  "audit.checkpoint": call("act", Empty, AuditCheckpoint),
  /** Bytes of a file of C2SP tlog-tiles, in base64: hashes of a level, or a bundle of entries. */
  "audit.tile": call(
    "read",
    z.strictObject({
      level: z.union([z.int().min(0).max(6), z.literal("entries")]),
      n: Seq,
      width: z.int().min(1).max(256),
    }),
    z.strictObject({ bytes: z.base64() }),
  ),
  /** Sets a log that does not verify aside and begins a new one that names it. */
  "audit.recover": call(
    "danger",
    z.strictObject({ reason: z.string().trim().min(1).max(300) }),
    z.strictObject({ folder: z.string() }),
  ),
  /** A person has seen that the log was begun anew after damage. */
  "audit.acknowledge": call("act", Empty, Empty),
  /** Closes the log and begins the next one; both name each other. */
  "audit.rotate": call("danger", Empty, z.strictObject({ folder: z.string() })),
  /** Forgets texts of old records and says so in the log; their places in the tree stay. */
  "audit.prune": call(
    "danger",
    z.union([
      z.strictObject({ below: z.int().positive() }),
      z.strictObject({ olderThanDays: z.int().min(1).max(36_500) }),
    ]),
    z.strictObject({ below: z.int().nonnegative(), forgotten: z.int().nonnegative() }),
  ),

  /** What a forensic bundle over these records would hold and hide. A second one ends the first. Throws `bad_range`, `damaged`, `superseded`. */
  "forensic.preview": call("act", ForensicRange, ForensicPreview),
  /** Records of a range, from number `at` on, as whoever gets the bundle will see them. Throws `bad_range`, `damaged`. */
  "forensic.rows": call(
    "act",
    ForensicSelection.extend({ at: Seq, limit: z.int().min(1).max(MAX_PREVIEW_ROWS).default(25) }),
    ForensicRows,
  ),
  /** Makes a bundle and keeps it for `forensic.read`, for ten minutes at most, and until the vault is locked. It reveals what the log holds. */
  "forensic.export": call("danger", ForensicRequest, Empty),
  /** About a bundle that was made for this caller. Throws `not_found`. */
  "forensic.made": call("read", z.strictObject({ exportId: Id }), ForensicMade),
  /** A one-use ticket for the bundle's file, good for a minute: the browser's server takes it at `/bundle`, the desktop's shell before its save dialog. */
  "forensic.ticket": call("act", z.strictObject({ exportId: Id }), z.strictObject({ ticket: Id })),
  /** The next bytes of a bundle that was made for this caller. Throws `not_found`. */
  "forensic.read": call("read", z.strictObject({ exportId: Id, at: Bytes }), ForensicChunk),

  ...panicCalls,
  ...incidentCalls,
  ...integrityCalls,
  ...gpuCalls,
  ...attestationCalls,

  /** `proof`: what this caller has to show to grant it. */
  "approvals.show": call("read", z.strictObject({ id: Id }), Approval.extend({ proof: Proof })),
  /**
   * Runs the dangerous call that waited. On the command line and in the browser it needs the passphrase again (`secretId`), or `typed`: the phrase
   * for an export while the vault is not open. Throws `passphrase_needed`, `wrong_passphrase`, `phrase_needed`.
   */
  "approvals.grant": call(
    "act",
    z.strictObject({ id: Id, secretId: Id.nullable(), typed: z.string().max(100).nullable().default(null) }),
    z.strictObject({ outcome: z.string() }),
  ),
  "approvals.deny": call("act", z.strictObject({ id: Id }), Empty),

  "settings.set": call("act", AppSlice.shape.settings.partial(), AppSlice.shape.settings),

  /** What decides about admission beside the rules. `canonical` is the policy as it is digested. */
  "policy.show": call(
    "read",
    Empty,
    z.strictObject({ admission: AdmissionSlice, canonical: z.string().max(600_000).nullable() }),
  ),
  /** What the policy about calls decides at this moment about every call of who asks, and why. */
  "policy.calls": call(
    "read",
    Empty,
    z.strictObject({ policy: CallPolicySlice, decisions: z.array(CallDecision).max(500) }),
  ),
  /** Pins or blocks in the order of their digests, `after` the given one. */
  "policy.list": call(
    "read",
    z.strictObject({
      list: DigestListName,
      after: Sha256.nullable().default(null),
      limit: z.int().min(1).max(1000).default(200),
    }),
    z.strictObject({ entries: z.array(DigestEntry).max(1000), total: z.int().nonnegative() }),
  ),
  /** Only makes Casemate stricter. */
  "policy.block": call("act", DigestEntry, ListSize),
  "policy.importBlocks": call("act", ListFile, ListSize),
  /** These can let a file in that would have stayed out. */
  "policy.unblock": call("danger", z.strictObject({ sha256: Sha256 }), ListSize),
  "policy.pin": call("danger", DigestEntry, ListSize),
  "policy.unpin": call("danger", z.strictObject({ sha256: Sha256 }), ListSize),
  "policy.importPins": call("danger", ListFile, ListSize),
  /** Every rule that a finding can name, sorted by id. */
  "rules.list": call("read", Empty, z.strictObject({ rules: z.array(RuleInfo).max(1000) })),
  /** What is known against the bundled inference engine. */
  "engine.advisories": call("read", Empty, EngineAdvisories),
  "doctor.run": call("read", Empty, z.strictObject({ checks: z.array(HealthCheck) })),
} as const satisfies Contract;

export type AppContract = typeof contract;
