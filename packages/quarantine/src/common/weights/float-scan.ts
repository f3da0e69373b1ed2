import type { FloatKind } from "../gguf/tensor-types.ts";

/** What is wrong in a run of floating-point numbers. */
export interface NotFinite {
  readonly nan: number;
  readonly infinite: number;
  /** Byte position of the first, from the start of the run. */
  readonly firstAt: number;
}

/** Bytes per element. */
export const FLOAT_BYTES: Readonly<Record<FloatKind, number>> = { F16: 2, BF16: 2, F32: 4, F64: 8 };

/**
 * Finds NaN and infinity in little-endian floats. `bytes` starts at a multiple of 8 in its buffer and holds whole
 * elements. Null when all are finite: that case is a loop over 32-bit words without a branch, because it runs over
 * every byte of every model.
 */
export function findNotFinite(kind: FloatKind, bytes: Uint8Array): NotFinite | null {
  return anyNotFinite(kind, bytes) ? locate(kind, bytes) : null;
}

/**
 * An exponent field of all ones means NaN or infinity. Adding its lowest bit then carries into the bit above, where
 * the sign was masked out; or-ing all sums keeps every carry. Two 16-bit floats fit a word without touching.
 */
const MASKS: Readonly<Record<FloatKind, { field: number; lowest: number; carry: number; step: 1 | 2 }>> = {
  F32: { field: 0x7f80_0000, lowest: 0x0080_0000, carry: 0x8000_0000 | 0, step: 1 },
  F16: { field: 0x7c00_7c00, lowest: 0x0400_0400, carry: 0x8000_8000 | 0, step: 1 },
  BF16: { field: 0x7f80_7f80, lowest: 0x0080_0080, carry: 0x8000_8000 | 0, step: 1 },
  // The exponent of a 64-bit float lies in its upper word.
  F64: { field: 0x7ff0_0000, lowest: 0x0010_0000, carry: 0x8000_0000 | 0, step: 2 },
};

function anyNotFinite(kind: FloatKind, bytes: Uint8Array): boolean {
  const { field, lowest, carry, step } = MASKS[kind];
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
  const carries = step === 1 ? carriesOfAll(words, field, lowest) : carriesOfUpper(words, field, lowest);
  if ((carries & carry) !== 0) return true;
  const rest = bytes.byteLength & 3;
  if (rest !== 2) return false;
  const last = (bytes[bytes.byteLength - 2] ?? 0) | ((bytes[bytes.byteLength - 1] ?? 0) << 8);
  return (((last & field & 0xffff) + (lowest & 0xffff)) & 0x8000) !== 0;
}

function carriesOfAll(words: Uint32Array, field: number, lowest: number): number {
  const count = words.length;
  const whole = count - (count & 3);
  let a = 0;
  let b = 0;
  let index = 0;
  for (; index < whole; index += 4) {
    a |= (((words[index] ?? 0) & field) + lowest) | (((words[index + 1] ?? 0) & field) + lowest);
    b |= (((words[index + 2] ?? 0) & field) + lowest) | (((words[index + 3] ?? 0) & field) + lowest);
  }
  for (; index < count; index++) a |= ((words[index] ?? 0) & field) + lowest;
  return a | b;
}

function carriesOfUpper(words: Uint32Array, field: number, lowest: number): number {
  let carries = 0;
  for (let index = 1; index < words.length; index += 2) carries |= ((words[index] ?? 0) & field) + lowest;
  return carries;
}

/** The slow, exact look, taken only where something was found. */
function locate(kind: FloatKind, bytes: Uint8Array): NotFinite {
  const each = FLOAT_BYTES[kind];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let nan = 0;
  let infinite = 0;
  let firstAt = -1;
  for (let at = 0; at + each <= bytes.byteLength; at += each) {
    const found = classify(kind, view, at);
    if (found === null) continue;
    if (firstAt < 0) firstAt = at;
    if (found === "nan") nan++;
    else infinite++;
  }
  return { nan, infinite, firstAt };
}

function classify(kind: FloatKind, view: DataView, at: number): "nan" | "infinite" | null {
  if (kind === "F32" || kind === "F64") {
    const value = kind === "F32" ? view.getFloat32(at, true) : view.getFloat64(at, true);
    return Number.isFinite(value) ? null : Number.isNaN(value) ? "nan" : "infinite";
  }
  const exponent = kind === "F16" ? 0x7c00 : 0x7f80;
  const fraction = kind === "F16" ? 0x03ff : 0x007f;
  const bits = view.getUint16(at, true);
  if ((bits & exponent) !== exponent) return null;
  return (bits & fraction) === 0 ? "infinite" : "nan";
}
