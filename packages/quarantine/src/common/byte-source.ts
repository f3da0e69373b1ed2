/**
 * Random access to the bytes under inspection. Everything a parser knows about a file comes through here, so a plain
 * file, vault ciphertext and an array in a test are the same to it.
 */
export interface ByteSource {
  /** Size of the plaintext in bytes. */
  readonly size: number;
  /** Fills `target` with the bytes from `offset` on. Exactly, or throws: `PastEnd` when they are not all there. */
  read(offset: number, target: Uint8Array): void;
}

/** Bytes were asked for that the file does not have. Parsers check first; reaching this is a bug of ours. */
export class PastEnd extends Error {
  constructor(offset: number, length: number, size: number) {
    super(`read of ${String(length)} bytes at ${String(offset)} in a file of ${String(size)}`);
    this.name = "PastEnd";
  }
}

/** Throws `PastEnd` unless `[offset, offset + length)` lies inside `size`. All three are safe integers. */
export function assertInside(offset: number, length: number, size: number): void {
  if (!Number.isSafeInteger(offset) || offset < 0 || length > size - offset)
    throw new PastEnd(offset, length, size);
}

/** A source over bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, target) => {
      assertInside(offset, target.length, bytes.length);
      target.set(bytes.subarray(offset, offset + target.length));
    },
  };
}

/** The bytes `[offset, offset + length)`, cut at the end of the file. For small, bounded lengths only. */
export function readUpTo(source: ByteSource, offset: number, length: number): Uint8Array {
  const start = Math.min(Math.max(0, offset), source.size);
  const target = new Uint8Array(Math.min(length, source.size - start));
  source.read(start, target);
  return target;
}
