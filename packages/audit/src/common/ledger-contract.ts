import { AuditRecord, AuditVerification, call, type Contract } from "@casemate/contract";
import * as z from "zod";

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
}).refine(
  (entry) => Object.keys(entry.detail).length <= MAX_DETAIL_FACTS,
  `A record may hold at most ${String(MAX_DETAIL_FACTS)} facts.`,
);
/** What a caller gives; the ledger adds number, time and hash. */
export type LedgerEntry = z.output<typeof Entry>;

/** Spoken between the supervisor and the ledger, the only writer of `ledger.db`. Works while the vault is locked. */
export const ledgerContract = {
  "ledger.status": call(
    "read",
    z.strictObject({}),
    z.strictObject({
      state: z.enum(["ok", "damaged"]),
      size: z.int(),
      headHash: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
  /**
   * Durable (fsynced, head signed) when it answers. An outcome names its intent; an intent gets one outcome. Throws
   * `damaged`, `disk_full`, `bad_intent`, `io`.
   */
  "ledger.append": call("act", Entry, z.strictObject({ seq: z.int(), hash: z.string() })),
  /** Newest first, below `before`. Works on a damaged log too; records that cannot be read are left out. */
  "ledger.tail": call(
    "read",
    z.strictObject({ before: z.int().nullable(), limit: z.int().min(1).max(500) }),
    z.strictObject({ records: z.array(AuditRecord), total: z.int() }),
  ),
  /** Walks the whole log. A log found bad is `damaged` from then on. */
  "ledger.verify": call("read", z.strictObject({}), AuditVerification),
} as const satisfies Contract;
