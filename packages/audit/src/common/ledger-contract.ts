import { AuditRecord, AuditVerification, call, type Contract } from "@casemate/contract";
import * as z from "zod";

const Entry = AuditRecord.pick({ kind: true, actor: true, action: true, subject: true, intent: true, result: true, detail: true });
export type LedgerEntry = z.output<typeof Entry>;

/** Spoken between the supervisor and the ledger, the only writer of `ledger.db`. Works while the vault is locked. */
export const ledgerContract = {
  "ledger.status": call("read", z.strictObject({}), z.strictObject({ state: z.enum(["ok", "damaged"]), size: z.int(), headHash: z.string().nullable(), message: z.string().nullable() })),
  /** Durable (fsynced, head signed) when it answers. Throws `damaged`, `disk_full`. */
  "ledger.append": call("act", Entry, z.strictObject({ seq: z.int(), hash: z.string() })),
  "ledger.tail": call("read", z.strictObject({ before: z.int().nullable(), limit: z.int().min(1).max(500) }), z.strictObject({ records: z.array(AuditRecord), total: z.int() })),
  "ledger.verify": call("read", z.strictObject({}), AuditVerification),
} as const satisfies Contract;
