import { createHmac, hash } from "node:crypto";
import {
  digestPreimage,
  entryText,
  fieldPreimage,
  composeRecord,
  SALT_BYTES,
  type RecordContent,
} from "../common/record/fields.ts";
import { digest, leafOf } from "./hashing.ts";
import { freshSalts } from "./salts.ts";

/** One record as it lies in the database. */
export interface Row {
  readonly seq: number;
  /** Canonical JSON of the record's fields; empty when it was pruned. */
  readonly body: string;
  /** 16 random bytes for each field, in the order of the fields' names; empty when pruned. */
  readonly salts: Buffer;
  /** SHA-256 over the commitments to the fields, 32 bytes. */
  readonly digest: Buffer;
}

/** Text, salts and digest of a new record. */
export function sealContent(content: RecordContent): Pick<Row, "body" | "salts" | "digest"> {
  const { body, texts } = composeRecord(content);
  const salts = freshSalts(texts.length);
  return { body, salts, digest: digestOf(texts, salts) };
}

/** 32 bytes. `salts` holds 16 bytes per text. */
export function digestOf(texts: readonly string[], salts: Buffer): Buffer {
  return digest(digestPreimage(commitmentsOf(texts, salts)));
}

/** 64 hexadecimal digits per field. */
export function commitmentsOf(texts: readonly string[], salts: Buffer): string[] {
  const digits = salts.toString("hex");
  const width = 2 * SALT_BYTES;
  return texts.map((text, i) =>
    hash("sha256", fieldPreimage(digits.slice(i * width, (i + 1) * width), text)),
  );
}

/** The leaf that a digest makes at its place. */
export function leafAt(log: string, seq: number, commitment: Buffer): Buffer {
  return leafOf(entryText(log, seq, commitment.toString("hex")));
}

/** The link after `previous` for each leaf: an epoch's records in a row, so that one code under the epoch's key stands for all of them. */
export function link(previous: Buffer, leaves: readonly Buffer[]): Buffer {
  return leaves.reduce((last, leaf) => digest(Buffer.concat([last, leaf])), previous);
}

/** What the first link of an epoch follows. */
export const FIRST_LINK = Buffer.alloc(32);

/** The code over the records of an epoch so far (HMAC-SHA-256), 64 hexadecimal digits. */
export function codeOf(key: Buffer, epoch: number, size: number, last: Buffer): string {
  return createHmac("sha256", key)
    .update(`casemate-tail/v1\n${String(epoch)}\n${String(size)}\n`)
    .update(last)
    .digest("hex");
}
