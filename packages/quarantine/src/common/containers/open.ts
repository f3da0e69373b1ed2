import { readUpTo } from "../byte-source.ts";
import { latin1 } from "../text.ts";
import { isStream, MAX_PACKED, unpackDeflate, unpackStream } from "./compressed.ts";
import { decodeText, MAX_ENCODED, MIN_ENCODED } from "./encoded.ts";
import { partOf, unpackedFrom, type Piece } from "./piece.ts";
import { isTarHeader, tarMembers } from "./tar.ts";
import { packedRange, readZip } from "./zip.ts";

/** Most bytes unpacked of one packed piece: the program of a checkpoint stands at its beginning. */
const MAX_UNPACKED = 1024 * 1024;
/** What reading the tables of an archive counts as: so that no more than some thirty are read. */
const ARCHIVE_COST = 512 * 1024;
/** ZIP's number for DEFLATE. */
const DEFLATE = 8;
const NPY_MAGIC = "\x93NUMPY";

/**
 * Bytes that opening a piece will read, about. Pieces may share their bytes, so a small file can ask for much: the search
 * pays for each before it opens it, also when nothing comes out.
 */
export function openingCost({ source }: Piece): number {
  const head = readUpTo(source, 0, 512);
  if (latin1(head.subarray(0, 4)) === "PK\x03\x04" || isTarHeader(head)) return ARCHIVE_COST;
  if (isStream(head[0] ?? 0, head[1] ?? 0)) return Math.min(source.size, MAX_PACKED);
  return decodeText(head.subarray(0, MIN_ENCODED)) ? Math.min(source.size, MAX_ENCODED) : 0;
}

/** What a piece holds when it is a container or an encoding, one after another; nothing when it is neither. */
export function* openPiece(piece: Piece): Generator<Piece> {
  const head = readUpTo(piece.source, 0, 512);
  const magic = latin1(head.subarray(0, 6));
  if (magic.startsWith("PK\x03\x04")) yield* zipPieces(piece);
  else if (magic === NPY_MAGIC) yield* numpyPieces(piece, head);
  else if (isTarHeader(head)) yield* tarPieces(piece);
  else yield* streamPieces(piece);
}

/** The members of a ZIP, also of one that something else stands in front of. */
export function* zipPieces(piece: Piece): Generator<Piece> {
  const { source } = piece;
  for (const member of readZip(source).members) {
    const { at, length } = packedRange(member, source);
    // When the two headers differ, some loader believes either.
    const methods = [member.local?.method, member.central?.method];
    if (methods.includes(0)) yield partOf(piece, at, length, member.name);
    if (methods.includes(DEFLATE))
      yield unpackedFrom(piece, at, length, unpackDeflate(source, at, length, MAX_UNPACKED), member.name);
  }
}

/** Arrays of Python objects are a header and then a pickle. */
function* numpyPieces(piece: Piece, head: Uint8Array): Generator<Piece> {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const wide = (head[6] ?? 1) >= 2;
  if (head.length < 12) return;
  const from = wide ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true);
  if (isObjectArray(head)) yield partOf(piece, from, piece.source.size, "objects");
}

/** Whether a NumPy header announces Python objects, alone or as a field of a record. */
export function isObjectArray(head: Uint8Array): boolean {
  return /'descr'\s*:[^}]*'[|<>=]?O\d*'/.test(latin1(head.subarray(8, 512)));
}

function* tarPieces(piece: Piece): Generator<Piece> {
  for (const { name, type, dataAt, bytes } of tarMembers(piece.source))
    if (type !== "5" && bytes > 0) yield partOf(piece, dataAt, bytes, name);
}

function* streamPieces(piece: Piece): Generator<Piece> {
  const { source } = piece;
  const stream = unpackStream(source, MAX_UNPACKED);
  if (stream) {
    yield unpackedFrom(piece, 0, source.size, stream.bytes, stream.kind);
    return;
  }
  // Asked of a beginning first: most pieces are numbers, and those are told apart at once.
  if (!decodeText(readUpTo(source, 0, MIN_ENCODED))) return;
  const text = decodeText(readUpTo(source, 0, MAX_ENCODED));
  if (text) yield unpackedFrom(piece, 0, source.size, text.bytes, text.kind);
}
