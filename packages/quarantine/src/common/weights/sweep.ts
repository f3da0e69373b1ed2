import type { ByteSource } from "../byte-source.ts";
import type { TensorSpan } from "../layout.ts";
import { findNotFinite, type NotFinite } from "./float-scan.ts";

/** Bytes read at once: a multiple of every element size, small enough that hashing finds them still in the cache. */
export const PIECE_BYTES = 1024 * 1024;
/** The event loop gets its turn after this many bytes, so that progress leaves and a closed channel is noticed. */
const PAUSE_EVERY = 16 * 1024 * 1024;

/** A running SHA-256. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Lower-case hexadecimal; ends the hash. */
  digest(): string;
}

/** What the common code needs from the outside. */
export interface SweepKit {
  readonly newHash: () => Hasher;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Resolves after the event loop had its turn. */
  readonly pause: () => Promise<void>;
}

/** What the pass found out about one tensor. */
export interface SweptTensor {
  readonly span: TensorSpan;
  readonly sha256: string;
  /** Null when all its numbers are finite, or when it holds no plain floating point. `firstAt` is in the file. */
  readonly notFinite: NotFinite | null;
}

export interface Sweep {
  readonly sha256: string;
  readonly tensors: readonly SweptTensor[];
  /** Time that went into the weights (their hashes and their check), in milliseconds. */
  readonly weightsMs: number;
}

export interface SweepInput {
  readonly source: ByteSource;
  /** Sorted, without overlap, inside the file; empty when the layout is not known. */
  readonly spans: readonly TensorSpan[];
  readonly kit: SweepKit;
  readonly onProgress: (done: number) => void;
}

/**
 * Reads the file once, from its first byte to its last: SHA-256 of the whole, of every tensor, and the check of every
 * floating-point number, so that a byte is read and decrypted once. Memory is one piece, whatever the size.
 */
export async function sweep({ source, spans, kit, onProgress }: SweepInput): Promise<Sweep> {
  const pass = new Pass(source, kit);
  const tensors: SweptTensor[] = [];
  let at = 0;
  let nextPause = PAUSE_EVERY;
  const breathe = async (): Promise<void> => {
    if (pass.done < nextPause) return;
    nextPause = pass.done + PAUSE_EVERY;
    onProgress(pass.done);
    await kit.pause();
  };
  for (const span of spans) {
    while (at < span.offset) {
      at += pass.plain(at, span.offset);
      await breathe();
    }
    const tensor = pass.beginTensor(span);
    while (at < span.offset + span.bytes) {
      at += tensor.piece(at, span.offset + span.bytes);
      await breathe();
    }
    tensors.push(tensor.finish());
  }
  while (at < source.size) {
    at += pass.plain(at, source.size);
    await breathe();
  }
  onProgress(source.size);
  return { sha256: pass.whole.digest(), tensors, weightsMs: pass.weightsMs };
}

interface TensorPass {
  piece(at: number, end: number): number;
  finish(): SweptTensor;
}

class Pass {
  readonly whole: Hasher;
  done = 0;
  weightsMs = 0;
  readonly #source: ByteSource;
  readonly #kit: SweepKit;
  readonly #buffer = new Uint8Array(PIECE_BYTES);

  constructor(source: ByteSource, kit: SweepKit) {
    this.#source = source;
    this.#kit = kit;
    this.whole = kit.newHash();
  }

  /** Reads and hashes the next piece that belongs to no tensor; its length. */
  plain(at: number, end: number): number {
    return this.#next(at, end).length;
  }

  beginTensor(span: TensorSpan): TensorPass {
    const hash = this.#kit.newHash();
    let nan = 0;
    let infinite = 0;
    let firstAt = -1;
    return {
      piece: (at, end) => {
        const piece = this.#next(at, end);
        const from = this.#kit.now();
        hash.update(piece);
        const found = span.float === null ? null : findNotFinite(span.float, piece);
        if (found) {
          if (firstAt < 0) firstAt = at + found.firstAt;
          nan += found.nan;
          infinite += found.infinite;
        }
        this.weightsMs += this.#kit.now() - from;
        return piece.length;
      },
      finish: () => ({
        span,
        sha256: hash.digest(),
        notFinite: firstAt < 0 ? null : { nan, infinite, firstAt },
      }),
    };
  }

  #next(at: number, end: number): Uint8Array {
    const piece = this.#buffer.subarray(0, Math.min(PIECE_BYTES, end - at));
    this.#source.read(at, piece);
    this.whole.update(piece);
    this.done += piece.length;
    return piece;
  }
}
