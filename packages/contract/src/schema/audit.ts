import * as z from "zod";
import { Sha256, Time } from "./common.ts";

/** Most model ids that a search may name beside its words. */
const MAX_SUBJECTS = 200;
/** More words than anybody types. */
export const MAX_SEARCH = 200;

/** Which records are wanted. Every part that is given must hold. */
export const AuditFilter = z.strictObject({
  /** Words that must all stand in what is shown of a record; small and capital letters are the same. */
  text: z.string().max(MAX_SEARCH).default(""),
  /** Records about one of these match the words too: their models' names hold them, and only the page knows names. */
  subjects: z.array(z.string().max(300)).max(MAX_SUBJECTS).default([]),
  kind: z.enum(["intent", "outcome", "note"]).nullable().default(null),
  result: z.enum(["ok", "denied", "failed", "unknown"]).nullable().default(null),
  /** Beginning of the action, for example "vault.". */
  action: z.string().max(80).default(""),
  /** The log's own records too: keys, seals, links. One comes with every minute in which something was recorded. */
  own: z.boolean().default(true),
});
export type AuditFilter = z.output<typeof AuditFilter>;

/** One line of the log. `intent` is written before an act, `outcome` after it, `note` for what merely happened. */
export const AuditRecord = z.strictObject({
  seq: z.int().nonnegative(),
  at: Time,
  kind: z.enum(["intent", "outcome", "note"]),
  /** Who asked: transport and session, or "casemate" itself. */
  actor: z.string().max(80),
  /** Call or event name, for example "vault.unlock" or "model.admitted". */
  action: z.string().max(80),
  /** What it was about: a digest, an id or a file name; never content or secrets. */
  subject: z.string().max(300).nullable(),
  /** For outcomes: sequence number of the intent. */
  intent: z.int().nonnegative().nullable(),
  result: z.enum(["ok", "denied", "failed", "unknown"]).nullable(),
  /** Small facts: strings, numbers, booleans. */
  detail: z.record(z.string().max(40), z.union([z.string().max(500), z.number(), z.boolean(), z.null()])),
  hash: Sha256,
});
export type AuditRecord = z.output<typeof AuditRecord>;

export const AuditVerification = z.strictObject({
  ok: z.boolean(),
  records: z.int().nonnegative(),
  /** Sequence number of the first bad record; null when ok or when the log as a whole is missing. */
  firstBad: z.int().nonnegative().nullable(),
  /** For example "missing", "truncated", "edited", "reordered", "signature". */
  problem: z.string().max(64).nullable(),
  message: z.string().max(1000),
  /** The newest signed checkpoint, hexadecimal root; null when the log has none that can be read. */
  checkpoint: z
    .strictObject({ size: z.int().nonnegative(), root: Sha256, epoch: z.int().nonnegative() })
    .nullable(),
  /** Records written while the clock stood before the one before them; at most five are named. */
  clockBack: z.array(z.int().nonnegative()),
  /** Intents without an outcome. */
  unfinished: z.int().nonnegative(),
  ms: z.number().nonnegative(),
});
export type AuditVerification = z.output<typeof AuditVerification>;

/** One record as it is committed to, so that a stranger can compute it again. */
export const AuditRaw = z.strictObject({
  seq: z.int().nonnegative(),
  log: z.string().max(64),
  /** False: its text was forgotten; digest and place stay. */
  kept: z.boolean(),
  /** In the order of their names; `text` is the canonical JSON of `[name, value]`, `salt` 16 bytes, all in hexadecimal. */
  fields: z.array(z.strictObject({ text: z.string(), salt: z.string(), commitment: Sha256 })),
  digest: Sha256,
  /** The bytes that are hashed to make the leaf. */
  entry: z.string(),
  leaf: Sha256,
  /** First checkpoint that covers it; null while it is not sealed. */
  checkpoint: z
    .strictObject({ epoch: z.int().nonnegative(), size: z.int().nonnegative(), note: z.string() })
    .nullable(),
});
export type AuditRaw = z.output<typeof AuditRaw>;

/** The newest signed checkpoint, and what is needed to trust it. */
export const AuditCheckpoint = z.strictObject({
  note: z.string(),
  verifierKey: z.string(),
  /** Twelve words that stand for the keys this log began with. */
  words: z.string(),
  log: z.string(),
  size: z.int().positive(),
  root: Sha256,
});
export type AuditCheckpoint = z.output<typeof AuditCheckpoint>;
