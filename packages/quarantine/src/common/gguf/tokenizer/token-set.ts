/** 32-bit fields of a slot: two hashes, the length, and the index plus one; 0 there means "empty". Sixteen bytes share a cache line. */
const FIELDS = 4;
const LOW = 0;
const HIGH = 1;
const LENGTH = 2;
const INDEX = 3;

/**
 * Which token comes first with these bytes, for millions of tokens: two 32-bit hashes, length and index per token instead
 * of the texts. Whoever makes two tokens with the same 64-bit hash gets a wrong remark about his own file, nothing more.
 *
 * Where a token is kept depends on a secret of this run: the file's maker chooses all tokens, and could otherwise choose
 * them so that all want the same place and every look-up walks past all others.
 */
export class TokenSet {
  /** Places looked at so far. */
  steps = 0;
  readonly #slots: Int32Array;
  readonly #mask: number;
  readonly #secret: number;

  /** `count` bounds the number of `add` calls. */
  constructor(count: number, secret = randomWord()) {
    let slots = 16;
    while (slots < count * 2) slots *= 2;
    this.#slots = new Int32Array(slots * FIELDS);
    this.#mask = slots - 1;
    this.#secret = secret;
  }

  /** Keeps `index` under bytes `from` to `to`, unless they are there already: then the index kept before, else -1. */
  add(bytes: Uint8Array, from: number, to: number, index: number): number {
    begin(this.#secret);
    absorb(bytes, from, to);
    const slot = this.#find(to - from);
    const before = this.#slots[slot + INDEX] ?? 0;
    if (before !== 0) return before - 1;
    this.#slots[slot + LOW] = low;
    this.#slots[slot + HIGH] = high;
    this.#slots[slot + LENGTH] = to - from;
    this.#slots[slot + INDEX] = index + 1;
    return -1;
  }

  /** Whether bytes `from` to `to` are a token. */
  has(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
    begin(this.#secret);
    absorb(bytes, from, to);
    return this.#known(to - from);
  }

  /** Whether bytes `from` to `to`, parted by one byte at `space`, are two tokens that join into a third. */
  hasMerge(bytes: Uint8Array, from: number, space: number, to: number): boolean {
    begin(this.#secret);
    absorb(bytes, from, space);
    // The joined token begins as the left one.
    const [leftLow, leftHigh] = [low, high];
    if (!this.#known(space - from)) return false;
    if (!this.has(bytes, space + 1, to)) return false;
    low = leftLow;
    high = leftHigh;
    absorb(bytes, space + 1, to);
    return this.#known(to - from - 1);
  }

  #known(length: number): boolean {
    return this.#slots[this.#find(length) + INDEX] !== 0;
  }

  /** The slot of the last hash, or the empty one where it would be kept. */
  #find(length: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    let place = slotOf(length) & mask;
    for (;;) {
      this.steps++;
      const slot = place * FIELDS;
      if (slots[slot + INDEX] === 0) return slot;
      if (slots[slot + LOW] === low && slots[slot + HIGH] === high && slots[slot + LENGTH] === length)
        return slot;
      place = (place + 1) & mask;
    }
  }
}

/** The running hash. One place instead of a pair each time: this runs millions of times. */
let low = 0;
let high = 0;

function begin(secret: number): void {
  low = 0x811c_9dc5 ^ secret;
  high = Math.imul(0x9747_b28c ^ secret, 0xc2b2_ae35);
}

/** Two FNV-like hashes with different primes. */
function absorb(bytes: Uint8Array, from: number, to: number): void {
  let a = low;
  let b = high;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    a = Math.imul(a ^ byte, 0x0100_0193);
    b = Math.imul(b ^ byte, 0x85eb_ca6b);
    b ^= b >>> 13;
  }
  low = a;
  high = b;
}

/** Mixes the hash, so that its lowest bits depend on all of it. */
function slotOf(length: number): number {
  let mixed = Math.imul(low ^ (low >>> 16) ^ length, 0xc2b2_ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ high, 0x85eb_ca6b);
  return mixed ^ (mixed >>> 16);
}

function randomWord(): number {
  return crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
}
