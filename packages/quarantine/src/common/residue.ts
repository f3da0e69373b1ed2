import { readUpTo, type ByteSource } from "./byte-source.ts";
import { knownSignature } from "./sniff/signature.ts";

/** Bytes read at once while looking for the first one that is not zero. */
const PIECE_BYTES = 64 * 1024;
/** Bytes looked at to say what they are: enough for every signature and for a fair count of byte values. */
const SAMPLE_BYTES = 64 * 1024;
/** Fewer bytes than this have no telling distribution. */
const MIN_ENTROPY_SAMPLE = 1024;
/** Bits per byte from which bytes look compressed or encrypted. Text has about 4.5, program code about 6, weights 6 to 7.6. */
const HIGH_ENTROPY = 7.8;

/** What lies where a format stores nothing. */
export interface Residue {
  /** Where the first byte that is not zero stands, or null when all are zero. */
  readonly at: number | null;
  /** As it follows "goes on with", with its article: "a ZIP archive", "text", "bytes of no known kind". */
  readonly looksLike: string;
  /** True when it is something with a name of its own: a program, an archive, another model. */
  readonly named: boolean;
}

/** Says what the bytes from `from` to `to` are. Leading zeros are stepped over: they hide what follows. Reads each byte at most once. */
export function describeResidue(source: ByteSource, from: number, to: number): Residue {
  const at = firstNotZero(source, from, to);
  if (at === null) return { at, looksLike: "zeros", named: false };
  const sample = readUpTo(source, at, Math.min(SAMPLE_BYTES, to - at));
  const name = knownSignature(sample);
  if (name !== null) return { at, looksLike: name, named: true };
  if (isText(sample)) return { at, looksLike: "text", named: false };
  if (sample.length >= MIN_ENTROPY_SAMPLE && entropy(sample) >= HIGH_ENTROPY)
    return { at, looksLike: "bytes that look compressed or encrypted", named: false };
  return { at, looksLike: "bytes of no known kind", named: false };
}

function firstNotZero(source: ByteSource, from: number, to: number): number | null {
  for (let at = from; at < to; at += PIECE_BYTES) {
    const piece = readUpTo(source, at, Math.min(PIECE_BYTES, to - at));
    const index = piece.findIndex((byte) => byte !== 0);
    if (index >= 0) return at + index;
  }
  return null;
}

/** Printable ASCII, line breaks and tabs; nothing else in the sample. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every(
    (byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09,
  );
}

/** Shannon entropy in bits per byte. */
function entropy(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  return counts.reduce((sum, count) => {
    const part = count / bytes.length;
    return count === 0 ? sum : sum - part * Math.log2(part);
  }, 0);
}
