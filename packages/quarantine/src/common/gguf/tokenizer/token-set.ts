/** Lowest bits of a place: the token's index plus one, 0 for "empty". The bits above are taken from its hash. */
const INDEX_BITS = 22;
const INDEX = 2 ** INDEX_BITS - 1;

/**
 * Which token comes first with these bytes, for millions of tokens (at most `MAX_VOCABULARY`): two 32-bit hashes and a
 * place per token instead of the texts. Whoever makes two tokens with the same 64-bit hash gets a wrong remark about his
 * own file, nothing more.
 *
 * Where a token is kept depends on a secret of this run: the file's maker chooses all tokens, and could otherwise choose
 * them so that all want the same place and every look-up walks past all others.
 */
export class TokenSet {
  /** Places looked at so far. */
  steps = 0;
  /** Four bytes a place and at most half of them taken: small enough to stay in the processor's cache. */
  readonly #places: Int32Array;
  readonly #mask: number;
  /** Two hashes per token, by index. */
  readonly #hashes: Int32Array;
  readonly #secret: number;
  /** The token that the next merge probably makes: vocabularies list them in the order of their merges. */
  #expected = 0;

  /** `count` ≤ `MAX_VOCABULARY` bounds the indexes. */
  constructor(count: number, secret = randomWord()) {
    let places = 16;
    while (places < count * 2) places *= 2;
    this.#places = new Int32Array(places);
    this.#mask = places - 1;
    this.#hashes = new Int32Array(count * 2);
    this.#secret = secret;
  }

  /** Keeps `index` under bytes `from` to `to`, unless they are there already: then the index kept before, else -1. */
  add(bytes: Uint8Array, from: number, to: number, index: number): number {
    begin(this.#secret);
    absorb(bytes, from, to);
    const place = this.#find();
    const before = (this.#places[place] ?? 0) & INDEX;
    if (before !== 0) return before - 1;
    this.#places[place] = (high & ~INDEX) | (index + 1);
    this.#hashes[index * 2] = low;
    this.#hashes[index * 2 + 1] = high;
    return -1;
  }

  /** Whether bytes `from` to `to` are a token. */
  has(bytes: Uint8Array, from = 0, to = bytes.length): boolean {
    begin(this.#secret);
    absorb(bytes, from, to);
    return this.#places[this.#find()] !== 0;
  }

  /** Whether bytes `from` to `to`, parted by one byte at `space`, are two tokens that join into a third. */
  hasMerge(bytes: Uint8Array, from: number, space: number, to: number): boolean {
    begin(this.#secret);
    absorb(bytes, from, space);
    if (this.#places[this.#find()] === 0) return false;
    // The joined token begins as the left one.
    absorb(bytes, space + 1, to);
    return this.#knowsNext() && this.has(bytes, space + 1, to);
  }

  #knowsNext(): boolean {
    if (!this.#is(this.#expected)) {
      const entry = this.#places[this.#find()] ?? 0;
      if (entry === 0) return false;
      this.#expected = (entry & INDEX) - 1;
    }
    this.#expected++;
    return true;
  }

  /** Whether the token `index` has the last hash. */
  #is(index: number): boolean {
    return this.#hashes[index * 2] === low && this.#hashes[index * 2 + 1] === high;
  }

  /** The place of the last hash, or the empty one where it would be kept. */
  #find(): number {
    const tag = high & ~INDEX;
    for (let place = mixed() & this.#mask; ; place = (place + 1) & this.#mask) {
      this.steps++;
      const entry = this.#places[place] ?? 0;
      if (entry === 0 || ((entry & ~INDEX) === tag && this.#is((entry & INDEX) - 1))) return place;
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

/** Both hashes mixed, so that the lowest bits depend on all. */
function mixed(): number {
  let bits = Math.imul(low ^ (low >>> 16), 0xc2b2_ae35);
  bits = Math.imul(bits ^ (bits >>> 13) ^ high, 0x85eb_ca6b);
  return bits ^ (bits >>> 16);
}

/** From the generator of secrets: the file's maker must not be able to guess it from anything else that this process gave out. */
function randomWord(): number {
  return crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
}
