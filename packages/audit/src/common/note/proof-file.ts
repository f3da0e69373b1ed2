import { MAX_PROOF_HASHES } from "../tree/proofs.ts";
import { HASH_BYTES } from "../tree/hashing.ts";
import { decodeAnyBase64, decodeBase64, toBase64 } from "./base64.ts";
import { MAX_NOTE_CHARACTERS } from "./signed-note.ts";

/** One event's offline proof (C2SP tlog-proof@v1). `extra` is not authenticated; ours holds the entry, which the reader hashes. */
export interface ProofFile {
  readonly extra: Uint8Array | null;
  readonly index: number;
  /** Leaf's sibling first. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

const TITLE = "c2sp.org/tlog-proof@v1";
/** An entry of ours has some 130 bytes and its fields at most 20 kB. */
const MAX_EXTRA_BYTES = 64 * 1024;

export function formatProof({ extra, index, hashes, checkpoint }: ProofFile): string {
  const lines = [
    TITLE,
    ...(extra ? [`extra ${toBase64(extra)}`] : []),
    `index ${String(index)}`,
    ...hashes.map((hash) => toBase64(hash)),
  ];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** Null when the text is not a proof in its one spelling. Nothing is verified here. */
export function parseProof(text: string): ProofFile | null {
  if (text.length > MAX_NOTE_CHARACTERS + 2 * MAX_EXTRA_BYTES) return null;
  const end = text.indexOf("\n\n");
  const lines = text.slice(0, end).split("\n");
  if (end < 0 || lines.shift() !== TITLE) return null;
  const extra = lines[0]?.startsWith("extra ")
    ? decodeAnyBase64((lines.shift() ?? "").slice(6), MAX_EXTRA_BYTES)
    : undefined;
  const [, index] = /^index (0|[1-9][0-9]{0,14})$/.exec(lines.shift() ?? "") ?? [];
  const hashes = lines.map((line) => decodeBase64(line, HASH_BYTES));
  if (extra === null || index === undefined || hashes.length > MAX_PROOF_HASHES) return null;
  return hashes.every((hash) => hash !== null)
    ? { extra: extra ?? null, index: Number(index), hashes, checkpoint: text.slice(end + 2) }
    : null;
}
