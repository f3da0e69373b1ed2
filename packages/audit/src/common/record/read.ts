import { AuditRecord } from "@casemate/contract";

/** What a walk needs of a record. */
export interface RecordLinks {
  readonly at: string;
  readonly kind: string;
  readonly action: string;
  readonly intent: number | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Null when the text is not the JSON of a record. */
export function readLinks(content: Record<string, unknown>): RecordLinks | null {
  const { at, kind, action, intent, detail } = content;
  const strings = typeof at === "string" && typeof kind === "string" && typeof action === "string";
  if (!strings || (intent !== null && typeof intent !== "number")) return null;
  if (typeof detail !== "object" || detail === null) return null;
  return { at, kind, action, intent, detail: detail as Record<string, unknown> };
}

/** A stored text as an object; null when it is none. */
export function parseBody(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** The record as the contract shows it; null for texts that are none. `hash` is the leaf's, in hexadecimal. */
export function showRecord(seq: number, body: string, hash: string): AuditRecord | null {
  const content = parseBody(body);
  const record = AuditRecord.safeParse(content && { ...content, seq, hash });
  return record.success ? record.data : null;
}
