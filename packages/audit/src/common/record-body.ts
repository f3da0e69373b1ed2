import type { AuditRecord } from "@casemate/contract";
import { canonicalJson } from "./canonical-json.ts";

/** What is hashed of one record: everything in it, the hash of the one before, and which log it belongs to. */
export interface RecordBody extends Omit<AuditRecord, "hash"> {
  /** Random id of the log, 32 hexadecimal digits; keeps records of another log out. */
  readonly log: string;
  /** Hash of the record before; 64 zeros in the first. */
  readonly prev: string;
}

/** Put before the canonical JSON, so that a record's hash can never be the hash of something else we sign or hash. */
export const RECORD_DOMAIN = "casemate ledger record v1\n";
/** `prev` of the first record. */
export const FIRST_PREV = "0".repeat(64);
/** Action of the record that opens every log; its detail holds the log's public key. */
export const OPENING_ACTION = "ledger.created";

/** The text that is stored and, behind `RECORD_DOMAIN`, hashed. */
export function encodeBody(body: RecordBody): string {
  return canonicalJson(body);
}

/** The fields a walk needs; a record whose JSON does not have them was not written by a ledger. */
export interface BodyLinks {
  readonly log: string;
  readonly seq: number;
  readonly prev: string;
  readonly at: string;
  readonly kind: string;
  readonly intent: number | null;
  readonly result: string | null;
}

/** Null when the text is not the JSON of a record. Only checks what a walk uses: the hash vouches for the rest. */
export function readLinks(text: string): BodyLinks | null {
  const body = parseObject(text);
  if (!body) return null;
  const { log, seq, prev, at, kind, intent, result } = body;
  const strings =
    typeof log === "string" && typeof prev === "string" && typeof at === "string" && typeof kind === "string";
  if (!strings || typeof seq !== "number" || (intent !== null && typeof intent !== "number")) return null;
  return { log, seq, prev, at, kind, intent, result: typeof result === "string" ? result : null };
}

/** The record as the contract shows it, still unchecked; null when the text is not an object. */
export function showBody(text: string, hash: string): unknown {
  const body = parseObject(text);
  if (!body) return null;
  const { log: _log, prev: _prev, ...shown } = body;
  return { ...shown, hash };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
