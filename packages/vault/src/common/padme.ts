/** Smallest padded size, in bytes: below one disk block Padmé would give nearly exact sizes away. */
export const MIN_PADDED_BYTES = 4096;

/**
 * Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", PETS 2019): keeps about log2(log2 size) significant bits of
 * a size, so that it reveals at most the order of magnitude and adds at most 12 %. `bytes` is exact up to 2^53.
 */
export function paddedSize(bytes: number): number {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError("size is not a whole number");
  if (bytes <= MIN_PADDED_BYTES) return MIN_PADDED_BYTES;
  const exponent = bitLength(bytes) - 1;
  const kept = bitLength(exponent);
  // A power of two: division and multiplication are exact here, bit operators would cut at 32 bits.
  const step = 2 ** (exponent - kept);
  return Math.ceil(bytes / step) * step;
}

function bitLength(value: number): number {
  return value < 2 ** 31 ? 32 - Math.clz32(value) : 31 + bitLength(Math.floor(value / 2 ** 31));
}
