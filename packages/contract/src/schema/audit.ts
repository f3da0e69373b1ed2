import * as z from "zod";
import { Sha256, Time } from "./common.ts";

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
