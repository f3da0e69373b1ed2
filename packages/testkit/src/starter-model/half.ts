const view = new DataView(new ArrayBuffer(4));

/** IEEE 754 half-precision bits of a number, rounded to nearest even. Only for what weights need: finite and below 65,504. */
export function halfBits(value: number): number {
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const mantissa = bits & 0x7fffff;
  if (exponent >= 31) throw new RangeError(`${String(value)} does not fit into 16 bits.`);
  if (exponent <= 0) return sign | roundShift(mantissa | 0x800000, 14 - exponent);
  return sign + roundShift((exponent << 23) | mantissa, 13);
}

function roundShift(value: number, shift: number): number {
  if (shift > 24) return 0;
  const floor = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  return rest > middle || (rest === middle && (floor & 1) === 1) ? floor + 1 : floor;
}
