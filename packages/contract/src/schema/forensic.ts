import * as z from "zod";
import { Bytes, Id, Sha256, Time } from "./common.ts";

/** Fields that an export may hide: who, about what, and facts; `detail` is all facts. */
const HideName = z.string().regex(/^(?:actor|subject|detail(?:\.[^\p{Cc}]{1,40})?)$/u);
const Seq = z.int().nonnegative();

/** Which records, and what is hidden of them. `to` is the number behind the last; null for all that there are. */
export const ForensicSelection = z.strictObject({
  from: Seq.default(0),
  to: z.int().positive().nullable().default(null),
  hide: z.array(HideName).max(16).default([]),
});

/** The same, and `since`: no record before this time, by the clock that wrote them. Both `from` and `since` must hold. */
export const ForensicRange = ForensicSelection.extend({ since: Time.nullable().default(null) });

/** What the console can say of itself beside its posture and policy; each is left out unless it is named. */
export const STATEMENT_CHOICES = ["models", "approvals", "incidents", "gpu"] as const;
export type StatementChoice = (typeof STATEMENT_CHOICES)[number];

const Hidden = z.array(z.strictObject({ name: z.string(), count: Seq }));

/** What would be in a bundle. */
export const ForensicPreview = z.strictObject({
  from: Seq,
  to: Seq,
  /** Records of the range with their texts, and those that the log has forgotten. */
  shown: Seq,
  forgotten: Seq,
  /** Checkpoints and records before the range come along: they carry the keys. */
  checkpoints: Seq,
  hidden: Hidden,
  /** About what the file will have, before encryption. */
  bytes: Bytes,
  /** What the console can say of itself at this moment. `why`: why it has nothing of that kind, which is not "none"; null when it has. */
  statements: z.array(
    z.strictObject({ name: z.enum(STATEMENT_CHOICES), why: z.string().max(300).nullable() }),
  ),
});
export type ForensicPreview = z.output<typeof ForensicPreview>;

/** Rows of a preview in one answer. */
export const MAX_PREVIEW_ROWS = 50;

/** Records as a stranger will see them. */
export const ForensicRows = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        seq: Seq,
        /** The log has forgotten its text: a stranger sees its place only. */
        forgotten: z.boolean(),
        /** Fields that stay, in the order of their names; `value` is JSON. */
        shown: z.array(z.strictObject({ name: z.string(), value: z.string() })),
        /** Fields of which only the commitment stays. */
        hidden: Seq,
      }),
    )
    .max(MAX_PREVIEW_ROWS),
});
export type ForensicRows = z.output<typeof ForensicRows>;

/** Texts that a person types; an approval shows all of them, so they are short. */
const Written = (most: number): z.ZodString => z.string().max(most);

export const ForensicRequest = ForensicSelection.extend({
  /** Chosen by who asks: the name under which the bundle is fetched. */
  exportId: Id,
  notes: Written(3000).default(""),
  /** Why fields are hidden. */
  reason: Written(500).default(""),
  /** age keys (X25519); none: not encrypted. */
  recipients: z
    .array(z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/))
    .max(8)
    .default([]),
  include: z
    .array(z.enum(STATEMENT_CHOICES))
    .max(STATEMENT_CHOICES.length)
    .default(() => [...STATEMENT_CHOICES]),
});

/** What a person types to approve an export while the vault is not open: then there is no passphrase to ask for (decision 0014). */
export const EXPORT_PHRASE = "export the log";

/** A bundle that was made and can be fetched. */
export const ForensicMade = z.strictObject({
  /** What the file is called, if nobody gives it another name. */
  name: z.string().max(120),
  bytes: Bytes,
  /** Of the whole file as it is fetched. */
  sha256: Sha256,
  /** Of the manifest in it, as the log has it. */
  manifest: Sha256,
  encrypted: z.boolean(),
  from: Seq,
  to: Seq,
  shown: Seq,
  forgotten: Seq,
  hidden: Hidden,
  /** Twelve words for the keys that the log began with: whoever checks the bundle needs them on another way. */
  words: z.string(),
});
export type ForensicMade = z.output<typeof ForensicMade>;

/** Bytes of a bundle in one answer: the transports take messages of 1 MiB. */
export const FORENSIC_CHUNK_BYTES = 512 * 1024;

export const ForensicChunk = z.strictObject({
  /** Base64; at most 512 KiB of the bundle. */
  bytes: z.base64().max(Math.ceil(FORENSIC_CHUNK_BYTES / 3) * 4),
  total: Bytes,
  /** Of the whole file as it is fetched. */
  sha256: Sha256,
  /** Of the manifest in it, as the log has it. */
  manifest: Sha256,
});
