import { readUpTo, type ByteSource } from "../byte-source.ts";

/** Largest word-piece model read, in bytes; the largest real ones have 5 MB. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Wire type of texts and messages in protocol buffers. */
const DELIMITED = 2;
/** Fields of `sentencepiece.ModelProto` (sentencepiece_model.proto): pieces, trainer, normalizer, self-test, denormalizer. */
const PIECE = 1;
const TRAINER = 2;
const NORMALIZER = 3;
const LAST_FIELD = 5;

/**
 * Whether the bytes are a SentencePiece model from the first to the last: at least one piece, exactly one trainer and one normalizer. What stands in the
 * pieces is not judged.
 */
export function isSentencePiece(source: ByteSource): boolean {
  if (source.size === 0 || source.size > MAX_BYTES) return false;
  const bytes = readUpTo(source, 0, MAX_BYTES);
  const seen = new Array<number>(LAST_FIELD + 1).fill(0);
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at] ?? 0;
    const field = tag >> 3;
    // All fields of the message are delimited and have numbers that fit one byte.
    if ((tag & 7) !== DELIMITED || field < PIECE || field > LAST_FIELD) return false;
    const length = readLength(bytes, at + 1);
    if (length === null || length.value > bytes.length - length.end) return false;
    seen[field] = (seen[field] ?? 0) + 1;
    at = length.end + length.value;
  }
  return (seen[PIECE] ?? 0) > 0 && seen[TRAINER] === 1 && seen[NORMALIZER] === 1;
}

/** A varint of at most four bytes: no field of a file of 32 MiB is longer. */
function readLength(bytes: Uint8Array, from: number): { value: number; end: number } | null {
  let value = 0;
  for (let count = 0; count < 4; count++) {
    const byte = bytes[from + count];
    if (byte === undefined) return null;
    value |= (byte & 0x7f) << (7 * count);
    if (byte < 0x80) return { value, end: from + count + 1 };
  }
  return null;
}
