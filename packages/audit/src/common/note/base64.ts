/** Base64 (RFC 4648, section 4) with padding. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * Exactly `bytes` bytes in their one spelling, or null. Decoders ignore spare bits and missing padding, so two spellings would carry one
 * signature: whatever is signed as text needs one.
 */
export function decodeBase64(text: string, bytes: number): Uint8Array | null {
  const decoded = decodeAnyBase64(text, bytes);
  return decoded?.length === bytes ? decoded : null;
}

/** Any length up to `most` bytes, strict as above. */
export function decodeAnyBase64(text: string, most: number): Uint8Array | null {
  if (text.length > Math.ceil(most / 3) * 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  try {
    const decoded = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return toBase64(decoded) === text ? decoded : null;
  } catch {
    return null;
  }
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
