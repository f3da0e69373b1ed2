/** Why unpacking ended: at the last block, at the caller's limit, at the end of the bytes, or at bytes that are no DEFLATE. */
export type InflateEnd = "whole" | "limit" | "cut" | "broken";

export interface Inflated {
  readonly bytes: Uint8Array;
  readonly end: InflateEnd;
}

/** Longest code, and numbers of codes, by RFC 1951. */
const MAX_BITS = 15;
const MAX_LENGTH_CODES = 286;
const MAX_DISTANCE_CODES = 30;
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

class Stop extends Error {
  readonly end: InflateEnd;
  constructor(end: InflateEnd) {
    super(end);
    this.end = end;
  }
}

/** A canonical Huffman code: how many codes have each length, and their symbols in order. */
interface Code {
  readonly count: Uint16Array;
  readonly symbols: Uint16Array;
}

/**
 * Unpacks raw DEFLATE (RFC 1951), `max` bytes at most. Our own and without native code: the bytes are hostile, and a
 * bounded beginning is all that is looked at. Keeps what was unpacked before the bytes broke off.
 */
export function inflate(input: Uint8Array, max: number): Inflated {
  const state = new Inflater(input, max);
  try {
    state.run();
    return { bytes: state.output(), end: "whole" };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { bytes: state.output(), end: error.end };
  }
}

class Inflater {
  readonly #input: Uint8Array;
  readonly #max: number;
  #out = new Uint8Array(4096);
  #length = 0;
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(input: Uint8Array, max: number) {
    this.#input = input;
    this.#max = max;
  }

  output(): Uint8Array {
    return this.#out.slice(0, this.#length);
  }

  run(): void {
    for (let last = 0; last === 0;) {
      last = this.#take(1);
      const kind = this.#take(2);
      if (kind === 0) this.#stored();
      else if (kind === 1) this.#codes(FIXED.lengths, FIXED.distances);
      else if (kind === 2) this.#dynamic();
      else throw new Stop("broken");
    }
  }

  #take(need: number): number {
    while (this.#count < need) {
      const byte = this.#input[this.#at++];
      if (byte === undefined) throw new Stop("cut");
      this.#bits |= byte << this.#count;
      this.#count += 8;
    }
    const value = this.#bits & ((1 << need) - 1);
    this.#bits >>>= need;
    this.#count -= need;
    return value;
  }

  #put(byte: number): void {
    if (this.#length >= this.#max) throw new Stop("limit");
    if (this.#length === this.#out.length) {
      const larger = new Uint8Array(Math.min(this.#max, this.#out.length * 2));
      larger.set(this.#out);
      this.#out = larger;
    }
    this.#out[this.#length++] = byte;
  }

  #stored(): void {
    this.#bits = 0;
    this.#count = 0;
    const length = this.#take(16);
    if (this.#take(16) !== (~length & 0xffff)) throw new Stop("broken");
    for (let index = 0; index < length; index++) this.#put(this.#take(8));
  }

  #symbol({ count, symbols }: Code): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= MAX_BITS; length++) {
      code |= this.#take(1);
      const here = count[length] ?? 0;
      if (code - here < first) return symbols[index + (code - first)] ?? 0;
      index += here;
      first = (first + here) << 1;
      code <<= 1;
    }
    throw new Stop("broken");
  }

  #codes(lengths: Code, distances: Code): void {
    for (;;) {
      const symbol = this.#symbol(lengths);
      if (symbol < 256) this.#put(symbol);
      else if (symbol === 256) return;
      else this.#copy(symbol - 257, distances);
    }
  }

  #copy(index: number, distances: Code): void {
    const base = LENGTH_BASE[index];
    if (base === undefined) throw new Stop("broken");
    const length = base + this.#take(LENGTH_EXTRA[index] ?? 0);
    const symbol = this.#symbol(distances);
    const from = DISTANCE_BASE[symbol];
    if (from === undefined) throw new Stop("broken");
    const distance = from + this.#take(symbol < 4 ? 0 : (symbol >> 1) - 1);
    if (distance > this.#length) throw new Stop("broken");
    for (let done = 0; done < length; done++) this.#put(this.#out[this.#length - distance] ?? 0);
  }

  #dynamic(): void {
    const lengthCodes = this.#take(5) + 257;
    const distanceCodes = this.#take(5) + 1;
    const codeCodes = this.#take(4) + 4;
    if (lengthCodes > MAX_LENGTH_CODES || distanceCodes > MAX_DISTANCE_CODES) throw new Stop("broken");
    const first = new Uint8Array(CODE_ORDER.length);
    for (let index = 0; index < codeCodes; index++) first[CODE_ORDER[index] ?? 0] = this.#take(3);
    const lengths = this.#lengths(codeOf(first), lengthCodes + distanceCodes);
    if (lengths[256] === 0) throw new Stop("broken");
    this.#codes(codeOf(lengths.subarray(0, lengthCodes)), codeOf(lengths.subarray(lengthCodes)));
  }

  #lengths(code: Code, total: number): Uint8Array {
    const lengths = new Uint8Array(total);
    for (let at = 0; at < total;) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) throw new Stop("broken");
      const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
      const times =
        symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (at + times > total) throw new Stop("broken");
      lengths.fill(value, at, at + times);
      at += times;
    }
    return lengths;
  }
}

/** Builds a code from its lengths. More codes than fit are broken; fewer are met as a code that does not exist. */
function codeOf(lengths: Uint8Array): Code {
  const count = new Uint16Array(MAX_BITS + 1);
  for (const length of lengths) count[length] = (count[length] ?? 0) + 1;
  count[0] = 0;
  let left = 1;
  const offsets = new Uint16Array(MAX_BITS + 2);
  for (let length = 1; length <= MAX_BITS; length++) {
    left = left * 2 - (count[length] ?? 0);
    if (left < 0) throw new Stop("broken");
    offsets[length + 1] = (offsets[length] ?? 0) + (count[length] ?? 0);
  }
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const at = offsets[length] ?? 0;
    symbols[at] = symbol;
    offsets[length] = at + 1;
  });
  return { count, symbols };
}

const FIXED = {
  lengths: codeOf(
    Uint8Array.from({ length: 288 }, (_, index) => (index < 144 ? 8 : index < 256 ? 9 : index < 280 ? 7 : 8)),
  ),
  distances: codeOf(new Uint8Array(MAX_DISTANCE_CODES).fill(5)),
};
