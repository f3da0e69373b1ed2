/** States of the check. `high`, `low`, …: what the second byte must be (Unicode Standard, table 3-7). */
const WHOLE = 0;
const BAD = 1;
const NEED_1 = 2;
const NEED_2 = 3;
const NEED_2_HIGH = 4;
const NEED_2_LOW = 5;
const NEED_3 = 6;
const NEED_3_HIGH = 7;
const NEED_3_LOW = 8;
const STATES = 9;

/** Ranges of bytes that mean the same in every state: from this byte on, this class. */
const CLASSES: readonly (readonly [from: number, kind: number])[] = [
  [0x00, 0],
  [0x80, 1],
  [0x90, 2],
  [0xa0, 3],
  [0xc0, 11],
  [0xc2, 4],
  [0xe0, 5],
  [0xe1, 6],
  [0xed, 7],
  [0xee, 6],
  [0xf0, 8],
  [0xf1, 9],
  [0xf4, 10],
  [0xf5, 11],
];

/** The next state by class; what is not named is bad. */
const ROWS: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  [WHOLE]: {
    0: WHOLE,
    4: NEED_1,
    5: NEED_2_HIGH,
    6: NEED_2,
    7: NEED_2_LOW,
    8: NEED_3_HIGH,
    9: NEED_3,
    10: NEED_3_LOW,
  },
  [NEED_1]: { 1: WHOLE, 2: WHOLE, 3: WHOLE },
  [NEED_2]: { 1: NEED_1, 2: NEED_1, 3: NEED_1 },
  [NEED_2_HIGH]: { 3: NEED_1 },
  [NEED_2_LOW]: { 1: NEED_1, 2: NEED_1 },
  [NEED_3]: { 1: NEED_2, 2: NEED_2, 3: NEED_2 },
  [NEED_3_HIGH]: { 2: NEED_2, 3: NEED_2 },
  [NEED_3_LOW]: { 1: NEED_2 },
};

const classOf = new Uint8Array(256);
for (const [from, kind] of CLASSES) classOf.fill(kind, from);
const nextOf = new Uint8Array(STATES * 16).fill(BAD);
for (const [state, row] of Object.entries(ROWS))
  for (const [kind, next] of Object.entries(row)) nextOf[Number(state) * 16 + Number(kind)] = next;

/**
 * Strict UTF-8 check that keeps its state between chunks, so that a string of any length is checked in bounded memory.
 * Refuses overlong forms, surrogates and code points above U+10FFFF. A table and no branch: it runs over every token of
 * every model, and no processor foresees where a character ends.
 */
export class Utf8Check {
  #state = WHOLE;

  /** Takes the bytes `[from, to)` of `bytes` as the next ones. */
  push(bytes: Uint8Array, from = 0, to = bytes.length): void {
    let state = this.#state;
    for (let at = from; at < to; at++) state = nextOf[state * 16 + (classOf[bytes[at] ?? 0] ?? 0)] ?? BAD;
    this.#state = state;
  }

  /** Whether all bytes so far are whole, valid UTF-8; makes ready for the next string. */
  end(): boolean {
    const valid = this.#state === WHOLE;
    this.#state = WHOLE;
    return valid;
  }
}
