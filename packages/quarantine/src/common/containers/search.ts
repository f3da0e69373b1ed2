import { readUpTo, type ByteSource } from "../byte-source.ts";
import { explainPickle, opBudget, type PickleProgram } from "../pickle/explain.ts";
import type { OpBudget } from "../pickle/opcodes.ts";
import { MAX_PACKED } from "./compressed.ts";
import { openingCost, openPiece } from "./open.ts";
import { partOf, wholeFile, type Piece } from "./piece.ts";

/** Deepest packing followed: archives in archives in texts in pickles. Deeper ones are refused all the same. */
const MAX_DEPTH = 5;
/** Most pieces looked at, and most pickles explained, of one file. */
const MAX_PIECES = 4096;
const MAX_FOUND = 32;
/** Most bytes read for unpacking and unpacked or decoded of one file, over all its pieces. */
const MAX_UNPACKED = 16 * 1024 * 1024;
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
  for (const piece of from) {
    search.visit(piece, 0);
    if (search.spent()) break;
  }
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
  #paid = 0;

  /** Whether one of the limits is reached: nothing more is opened then. */
  spent(): boolean {
    return this.#pieces >= MAX_PIECES || this.#paid > MAX_UNPACKED || this.found.length >= MAX_FOUND;
  }

  visit(piece: Piece, depth: number): void {
    if (this.spent()) return;
    this.#pieces++;
    // Packed bytes cost something too, when nothing comes out of them.
    if (piece.base === null) this.#paid += piece.source.size + Math.min(piece.length, MAX_PACKED);
    const program = this.#pickleIn(piece, depth);
    if (program) {
      this.found.push({ piece, program });
      if (depth >= MAX_DEPTH) return;
      for (const { at, length } of program.texts)
        this.visit(partOf(piece, at, length, TEXT_INSIDE), depth + 1);
      return;
    }
    if (depth >= MAX_DEPTH) return;
    this.#paid += openingCost(piece);
    if (this.spent()) return;
    for (const inner of openPiece(piece)) {
      this.visit(inner, depth + 1);
      if (this.spent()) return;
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
