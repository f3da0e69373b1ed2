import * as z from "zod";
import { Bytes, Id, Sha256 } from "./common.ts";

/** Fields that an export may hide: who, about what, and facts; `detail` is all facts. */
const HideName = z.string().regex(/^(?:actor|subject|detail(?:\.[^\p{Cc}]{1,40})?)$/u);
const Seq = z.int().nonnegative();

/** Which records, and what is hidden of them. `to` is the number behind the last; null for all that there are. */
export const ForensicSelection = z.strictObject({
  from: Seq.default(0),
  to: z.int().positive().nullable().default(null),
  hide: z.array(HideName).max(16).default([]),
});

/** What would be in a bundle. */
export const ForensicPreview = z.strictObject({
  from: Seq,
  to: Seq,
  /** Records of the range with their texts, and those that the log has forgotten. */
  shown: Seq,
  forgotten: Seq,
  /** Checkpoints and records before the range come along: they carry the keys. */
  checkpoints: Seq,
  hidden: z.array(z.strictObject({ name: z.string(), count: Seq })),
  /** Bytes of the log's part. */
  bytes: Bytes,
});
export type ForensicPreview = z.output<typeof ForensicPreview>;

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
});

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
