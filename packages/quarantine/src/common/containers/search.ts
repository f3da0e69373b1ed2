import { readUpTo, type ByteSource } from "../byte-source.ts";
import { explainPickle, opBudget, type OpBudget, type PickleProgram } from "../pickle/explain.ts";
import { MAX_PACKED } from "./compressed.ts";
import { isArchive, openPiece } from "./open.ts";
import { partOf, wholeFile, type Piece } from "./piece.ts";

/** Deepest packing followed: archives in archives in texts in pickles. Deeper ones are refused all the same. */
const MAX_DEPTH = 5;
/** Most pieces looked at, and most pickles explained, of one file. */
const MAX_PIECES = 4096;
const MAX_FOUND = 32;
/** Most bytes unpacked or decoded of one file, over all its pieces. */
const MAX_UNPACKED = 16 * 1024 * 1024;
/** Most archives inside archives whose tables are read. */
const MAX_ARCHIVES = 32;
/** Newest pickle protocol. */
const MAX_PROTOCOL = 5;
/** Name of a text or byte string that a pickle carries. */
const TEXT_INSIDE = "embedded text";

/** A pickle and where it was found. */
export interface FoundPickle {
  readonly piece: Piece;
  readonly program: PickleProgram;
}

/** Finds the pickles of a file wherever they are packed: in archives, compressed, as text, and inside each other. */
export function findPickles(
  source: ByteSource,
  from: Iterable<Piece> = [wholeFile(source)],
): readonly FoundPickle[] {
  const search = new Search();
  for (const piece of from) search.visit(piece, 0);
  return search.found;
}

/** Whether bytes say of themselves that they are a pickle of protocol 2 or later. */
function isMarkedPickle(head: Uint8Array): boolean {
  const version = head[0] === 0x80 ? (head[1] ?? 0) : 0;
  return version >= 2 && version <= MAX_PROTOCOL;
}

class Search {
  readonly found: FoundPickle[] = [];
  readonly #budget: OpBudget = opBudget();
  #pieces = 0;
  #unpacked = 0;
  #archives = 0;

  visit(piece: Piece, depth: number): void {
    if (++this.#pieces > MAX_PIECES || this.found.length >= MAX_FOUND) return;
    // Packed bytes cost something too, when nothing comes out of them.
    if (piece.base === null) this.#unpacked += piece.source.size + Math.min(piece.length, MAX_PACKED);
    const program = this.#pickleIn(piece, depth);
    if (program) {
      this.found.push({ piece, program });
      if (depth >= MAX_DEPTH) return;
      for (const { at, length } of program.texts)
        this.visit(partOf(piece, at, length, TEXT_INSIDE), depth + 1);
      return;
    }
    if (depth >= MAX_DEPTH || (isArchive(piece) && ++this.#archives > MAX_ARCHIVES)) return;
    for (const inner of openPiece(piece)) {
      this.visit(inner, depth + 1);
      if (this.#pieces > MAX_PIECES || this.#unpacked > MAX_UNPACKED) return;
    }
  }

  /** Without its mark, a short text inside something else may look like a pickle; only one that calls is believed. */
  #pickleIn({ source, path }: Piece, depth: number): PickleProgram | null {
    const marked = isMarkedPickle(readUpTo(source, 0, 2));
    const program = explainPickle(source, this.#budget);
    const inText = path.at(-1) === TEXT_INSIDE;
    if (inText && !program.calls.some(({ sure }) => sure) && !(marked && program.certain)) return null;
    return marked || (program.certain && (depth === 0 || program.calls.length > 0 || program.programs > 0))
      ? program
      : null;
  }
}
