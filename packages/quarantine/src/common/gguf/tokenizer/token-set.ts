/** Reserved in the table for "empty". */
const EMPTY = -1;
const NOTHING_LEFT_OUT = -1;

/**
 * Which token comes first with these bytes, for millions of tokens: two 32-bit hashes and an index per token instead of
 * the texts. Whoever makes two tokens with the same 64-bit hash gets a wrong remark about his own file, nothing more.
 */
export class TokenSet {
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  readonly #index: Int32Array;
  readonly #mask: number;

  /** `count` bounds the number of `add` calls. */
  constructor(count: number) {
    let slots = 16;
    while (slots < count * 2) slots *= 2;
    this.#low = new Uint32Array(slots);
    this.#high = new Uint32Array(slots);
    this.#index = new Int32Array(slots).fill(EMPTY);
    this.#mask = slots - 1;
  }

  /** Keeps `index` under these bytes, unless they are there already: then the index kept before, else -1. */
  add(bytes: Uint8Array, index: number): number {
    hash(bytes, 0, bytes.length, NOTHING_LEFT_OUT);
    const { low, high } = hashed;
    const slot = this.#slot(low, high);
    const before = this.#index[slot] ?? EMPTY;
    if (before !== EMPTY) return before;
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#index[slot] = index;
    return EMPTY;
  }

  /** Whether bytes `from` to `to`, with the byte at `without` left out, are a token. */
  has(bytes: Uint8Array, from = 0, to = bytes.length, without = NOTHING_LEFT_OUT): boolean {
    hash(bytes, from, to, without);
    return this.#index[this.#slot(hashed.low, hashed.high)] !== EMPTY;
  }

  #slot(low: number, high: number): number {
    let slot = (low ^ (high >>> 7)) & this.#mask;
    while (this.#index[slot] !== EMPTY && (this.#low[slot] !== low || this.#high[slot] !== high))
      slot = (slot + 1) & this.#mask;
    return slot;
  }
}

/** The last hash. One place instead of a pair each time: this runs millions of times. */
const hashed = { low: 0, high: 0 };

/** Two FNV-like hashes with different primes, mixed at the end. */
function hash(bytes: Uint8Array, from: number, to: number, without: number): void {
  let low = 0x811c_9dc5;
  let high = 0x9747_b28c;
  for (let at = from; at < to; at++) {
    if (at === without) continue;
    const byte = bytes[at] ?? 0;
    low = Math.imul(low ^ byte, 0x0100_0193);
    high = Math.imul(high ^ byte, 0x85eb_ca6b);
    high ^= high >>> 13;
  }
  low ^= low >>> 16;
  low = Math.imul(low, 0xc2b2_ae35);
  hashed.low = (low ^ (low >>> 13)) >>> 0;
  hashed.high = high >>> 0;
}
