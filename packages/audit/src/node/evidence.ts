import { RpcError } from "@casemate/contract";
import type { LedgerMark } from "../common/ledger-contract.ts";
import { originOf } from "../common/note/checkpoint.ts";
import { formatProof } from "../common/note/proof-file.ts";
import { formatNote, signatureLine, verifierKey } from "../common/note/signed-note.ts";
import { attestationText } from "../common/attestation/statement.ts";
import { erasureText } from "../common/erasure/certificate.ts";
import { bundleText } from "../common/bundle/statement.ts";
import { wordsFor } from "../common/bundle/words.ts";
import { entryText, composeRecord, SALT_BYTES } from "../common/record/fields.ts";
import { parseBody } from "../common/record/read.ts";
import { HASH_BYTES } from "../common/tree/hashing.ts";
import { consistencyProof, inclusionProof, rangeRoot } from "../common/tree/proofs.ts";
import { openingKeys } from "./chain-of-keys.ts";
import { checkRow } from "./check-row.ts";
import type { Epoch } from "./epoch.ts";
import { hashing, sha256 } from "./hashing.ts";
import type { Row } from "./record.ts";
import type { CheckpointRow, Store } from "./store.ts";
import { nodesOf, type Tip } from "./tip.ts";

/** A log that can be read and proven from. */
export interface Provable {
  readonly store: Store;
  readonly tip: Tip;
  readonly log: string;
}

/** The text of a C2SP tlog-proof for a record that `checkpoint` covers; the entry itself is its extra data. */
export function proofOf({ store, tip, log }: Provable, seq: number, checkpoint: CheckpointRow): string {
  const row = store.row(seq);
  if (!row) throw notFound(seq);
  return formatProof({
    extra: Buffer.from(entryText(log, seq, row.digest.toString("hex"))),
    index: seq,
    hashes: inclusionProof(hashing, nodesOf(store, tip), seq, checkpoint.size),
    checkpoint: checkpoint.note,
  });
}

/** 64 hexadecimal digits each. Throws `not_found`. */
export function consistencyOf({ store, tip }: Provable, from: number, to: number): string[] {
  if (from > to || to > tip.frontier.size) throw notFound(to);
  return consistencyProof(hashing, nodesOf(store, tip), from, to).map((node) =>
    Buffer.from(node).toString("hex"),
  );
}

/** 64 hexadecimal digits; null when the log is shorter. */
export function rootAt({ store, tip }: Provable, size: number): string | null {
  if (size > tip.frontier.size) return null;
  return Buffer.from(rangeRoot(hashing, nodesOf(store, tip), 0, size)).toString("hex");
}

export function covers(log: Provable, mark: LedgerMark): boolean {
  return log.log === mark.log && rootAt(log, mark.size) === mark.root;
}

/** The first `width` hashes of a tile; bytes as C2SP tlog-tiles has them. Throws `not_found`. */
export function tileOf({ store, tip }: Provable, level: number, n: number, width: number): Buffer {
  const hashes =
    store.tile(level, n)?.hashes ??
    Buffer.concat(n === fullTiles(tip, level) ? (tip.partial[level] ?? []) : []);
  if (hashes.length < width * HASH_BYTES) throw new RpcError("not_found", "The log has no such tile.");
  return hashes.subarray(0, width * HASH_BYTES);
}

/** The record's texts with their salts; none when they were forgotten. */
export function openingOf({ seq, body, salts, digest }: Row): {
  seq: number;
  digest: string;
  fields: { salt: string; text: string }[];
} {
  const digits = salts.toString("hex");
  const { texts } = composeRecord(parseBody(body) ?? {});
  const fields = texts.map((text, i) => ({
    salt: digits.slice(i * 2 * SALT_BYTES, (i + 1) * 2 * SALT_BYTES),
    text,
  }));
  return { seq, digest: digest.toString("hex"), fields };
}

/** How other people's tools name the log's key. */
export function verifierKeyOf({ keys, log }: Epoch): string {
  return verifierKey(sha256, { name: originOf(keys.log), publicKey: log.publicKey });
}

/**
 * Twelve words for the keys that the log began with: 128 bits of SHA-256 over what its first record names. Public; whoever wrote them down
 * recognises a log that was made up anew.
 */
export function wordsOf(store: Store): string {
  const row = store.row(0);
  const keys = openingKeys(row ? checkRow(row) : null);
  if (!keys) throw new RpcError("damaged", "The log does not begin with its keys.");
  return wordsFor(sha256, keys);
}

/** What the log's key signs beside checkpoints: digests of files that say how things stood. Each has a text of its own, so none can pass for another. */
export type Signed = keyof typeof TEXTS;
const TEXTS = {
  armed: (origin: string, digest: string) => `casemate-armed/v1\n${origin}\n${digest}\n`,
  attestation: attestationText,
  bundle: bundleText,
  erasure: erasureText,
  integrity: (origin: string, digest: string) => `casemate-integrity/v1\n${origin}\n${digest}\n`,
} as const;

/** A note that the log's key signs over a digest of 64 hexadecimal digits. */
export function signDigest({ keys, log }: Epoch, what: Signed, digest: string): string {
  const origin = originOf(keys.log);
  const text = TEXTS[what](origin, digest);
  return formatNote(text, [
    signatureLine(sha256, { name: origin, publicKey: log.publicKey }, log.sign(text)),
  ]);
}

function fullTiles(tip: Tip, level: number): number {
  return Math.floor(tip.frontier.size / 256 ** (level + 1));
}

function notFound(seq: number): RpcError {
  return new RpcError("not_found", `The log has no record ${String(seq)}.`);
}
