import type { AuditRecord } from "@casemate/contract";

/** Joins two sets of records, newest first, each once. */
export function merge(old: readonly AuditRecord[], fresh: readonly AuditRecord[]): readonly AuditRecord[] {
  const bySeq = new Map(old.map((record) => [record.seq, record]));
  for (const record of fresh) bySeq.set(record.seq, record);
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq);
}
