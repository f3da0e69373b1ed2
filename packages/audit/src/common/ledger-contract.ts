import { AuditFilter, AuditRecord, AuditVerification, call, Sha256, type Contract } from "@casemate/contract";
import * as z from "zod";
import { incidentContract } from "./incident-contract.ts";

/** Most facts in one record. A record stays a line that a person can read, and the log cannot become a store for something else. */
export const MAX_DETAIL_FACTS = 32;

const Entry = AuditRecord.pick({
  kind: true,
  actor: true,
  action: true,
  subject: true,
  intent: true,
  result: true,
  detail: true,
})
  .extend({
    /** Seals the epoch at once, so that nothing that follows can touch this record. */
    critical: z.boolean().optional(),
  })
  .refine(
    (entry) => Object.keys(entry.detail).length <= MAX_DETAIL_FACTS,
    `A record may hold at most ${String(MAX_DETAIL_FACTS)} facts.`,
  );
/** What a caller gives; the ledger adds number, time and hash. */
export type LedgerEntry = z.output<typeof Entry>;

const Mark = z.strictObject({ log: z.string(), size: z.int().positive(), root: Sha256 });
/** A moment of a log that is kept elsewhere, to compare with later. `root` is that of the tree over the first `size` records. */
export type LedgerMark = z.output<typeof Mark>;

const Seq = z.int().nonnegative();

/** Spoken between the supervisor and the ledger, the only writer of `ledger.db`. Works while the vault is locked. */
export const ledgerContract = {
  "ledger.status": call(
    "read",
    z.strictObject({}),
    z.strictObject({
      state: z.enum(["ok", "damaged"]),
      log: z.string().nullable(),
      size: z.int(),
      /** Hash of the newest leaf. */
      headHash: z.string().nullable(),
      /** The log was set up anew after damage, and nobody has taken note of it yet: why. */
      recovered: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
  /**
   * Durable (fsynced) when it answers. An outcome names its intent; an intent gets one outcome. Throws
   * `damaged`, `disk_full`, `bad_intent`, `io`.
   */
  "ledger.append": call("act", Entry, z.strictObject({ seq: z.int(), hash: z.string() })),
  /** Writes the outcome "unknown" for every intent without one: whoever was to write it is gone. */
  "ledger.settle": call("act", z.strictObject({}), z.strictObject({ settled: z.int() })),
  /**
   * Newest first, below `before`. Works on a damaged log too; records that cannot be read are left out. Looks at a part of the log only, so that
   * appends never wait long: `next` is where to go on, null when the log's beginning was reached.
   */
  "ledger.tail": call(
    "read",
    AuditFilter.extend({ before: Seq.nullable(), limit: z.int().min(1).max(500) }),
    z.strictObject({ records: z.array(AuditRecord), total: z.int(), next: Seq.nullable() }),
  ),
  /** Walks the whole log. A log found bad is `damaged` from then on. `tree` takes digests as they are. Throws `cancelled`. */
  "ledger.verify": call("read", z.strictObject({ depth: z.enum(["records", "tree"]) }), AuditVerification),
  /** Ends verifications that run: they throw `cancelled`. */
  "ledger.stopVerify": call("act", z.strictObject({}), z.strictObject({ stopped: z.boolean() })),
  /** How far the verification is that runs at the moment. */
  "ledger.progress": call("read", z.strictObject({}), z.strictObject({ done: z.int(), of: z.int() })),
  /** Seals what is open and answers the newest checkpoint, with the keys to check it and the words for its first keys. */
  "ledger.checkpoint": call(
    "act",
    z.strictObject({}),
    z.strictObject({ note: z.string(), verifierKey: z.string(), words: z.string(), mark: Mark }),
  ),
  /** The text of a C2SP tlog-proof for one record, against the first checkpoint that covers it; seals it first when none does. Throws `not_found`. */
  "ledger.prove": call("act", z.strictObject({ seq: Seq }), z.strictObject({ proof: z.string() })),
  /** Hashes that show that the log of size `to` begins with the one of size `from`. Throws `not_found`. */
  "ledger.consistency": call(
    "read",
    z.strictObject({ from: z.int().positive(), to: z.int().positive() }),
    z.strictObject({ hashes: z.array(Sha256) }),
  ),
  /** Whether this log, or one that it follows, had this root at this size. */
  "ledger.covers": call("read", Mark, z.strictObject({ covers: z.boolean() })),
  /** Texts and salts of records, for an export. At most 256 at a time; shorter at the end. */
  "ledger.openings": call(
    "read",
    z.strictObject({ from: Seq, limit: z.int().min(1).max(256) }),
    z.strictObject({
      records: z.array(
        z.strictObject({
          seq: Seq,
          digest: Sha256,
          /** Canonical JSON of `[name, value]` with its salt, in the order of the names; empty when the text was forgotten. */
          fields: z.array(z.strictObject({ salt: z.string().length(32), text: z.string() })),
        }),
      ),
    }),
  ),
  /** Bytes of one tile, full or as wide as asked for, in base64. Throws `not_found`. */
  "ledger.tile": call(
    "read",
    z.strictObject({ level: z.int().min(0).max(6), n: Seq, width: z.int().min(1).max(256) }),
    z.strictObject({ hashes: z.base64() }),
  ),
  /** Signed checkpoints, epoch after epoch. At most 256 at a time. */
  "ledger.checkpoints": call(
    "read",
    z.strictObject({ from: Seq, limit: z.int().min(1).max(256) }),
    z.strictObject({
      checkpoints: z.array(z.strictObject({ epoch: Seq, size: Seq, note: z.string() })),
    }),
  ),
  /**
   * A signed note by the log's key whose text is `casemate-armed/v1`, `casemate-attestation/v1`, `casemate-bundle/v1`, `casemate-erasure/v1` or `casemate-integrity/v1`, the log's
   * origin and this digest. Throws `damaged`.
   */
  "ledger.sign": call(
    "act",
    z.strictObject({
      what: z.enum(["armed", "attestation", "bundle", "erasure", "integrity"]),
      sha256: Sha256,
    }),
    z.strictObject({ note: z.string() }),
  ),
  /** Sets a damaged log aside and begins a new one that names it. Throws `not_damaged`, `disk_full`, `io`. */
  "ledger.recover": call(
    "danger",
    z.strictObject({ reason: z.string().min(1).max(300) }),
    z.strictObject({ folder: z.string() }),
  ),
  /** Closes a whole log and begins the next one; both name each other. Throws `damaged`, `disk_full`, `io`. */
  "ledger.rotate": call("danger", z.strictObject({}), z.strictObject({ folder: z.string() })),
  /** Forgets the texts of records below a number and says so in the log; their places in the tree stay. Throws `damaged`, `not_found`. */
  "ledger.prune": call("danger", z.strictObject({ below: Seq }), z.strictObject({ forgotten: z.int() })),
  ...incidentContract,
} as const satisfies Contract;
