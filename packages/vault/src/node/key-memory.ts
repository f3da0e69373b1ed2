import { FILE_KEY_BYTES } from "../common/sealed-layout.ts";

/** Keys per slab: one page of 4 KiB, the smallest unit that can be locked. */
const SLAB_KEYS = 128;

/** Gives memory of `bytes` zero bytes; the keeper gives locked pages that are left out of core dumps. */
export type AllocateSecret = (bytes: number) => Buffer;

/**
 * 32-byte key cells in memory that is never moved, never swapped where the system allows, and wiped when a cell is given back.
 * One slab holds many keys because the amount of memory that an ordinary user may lock is small (often 8 MiB).
 */
export class KeyMemory {
  readonly #allocate: AllocateSecret;
  readonly #free: Buffer[] = [];

  constructor(allocate: AllocateSecret = (bytes) => Buffer.alloc(bytes)) {
    this.#allocate = allocate;
  }

  /** A cell with a copy of `key`. */
  hold(key: Uint8Array): Buffer {
    if (key.length !== FILE_KEY_BYTES) throw new RangeError("a key has 32 bytes");
    if (this.#free.length === 0) this.#grow();
    const cell = this.#free.pop() ?? Buffer.alloc(FILE_KEY_BYTES);
    cell.set(key);
    return cell;
  }

  /** Wipes a cell and takes it back. */
  release(cell: Buffer): void {
    cell.fill(0);
    this.#free.push(cell);
  }

  #grow(): void {
    const slab = this.#allocate(SLAB_KEYS * FILE_KEY_BYTES);
    for (let at = 0; at < slab.length; at += FILE_KEY_BYTES)
      this.#free.push(slab.subarray(at, at + FILE_KEY_BYTES));
  }
}
