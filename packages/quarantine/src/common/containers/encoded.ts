/** Fewest characters that count as encoded data: shorter ones are words. */
const MIN_TEXT = 16;
/** Characters that show whether a text may be encoded data at all. */
export const MIN_ENCODED = 64;
/** Most characters decoded: a beginning is all that is judged. */
export const MAX_ENCODED = 96 * 1024;

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map(Array.from(DIGITS, (char, value) => [char, value]));
const URL_SAFE = new Map([
  ["-", 62],
  ["_", 63],
]);

/** What a text of hexadecimal or base64 stands for, or null when it is neither. Spaces and line ends do not matter. */
export function decodeText(bytes: Uint8Array): { kind: "hex" | "base64"; bytes: Uint8Array } | null {
  const text = compact(bytes);
  if (text === null || text.length < MIN_TEXT) return null;
  if (/^(0x)?[0-9a-fA-F]+$/.test(text)) return { kind: "hex", bytes: fromHex(text.replace(/^0x/, "")) };
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return { kind: "base64", bytes: fromBase64(text) };
  return null;
}

/** The characters without white space, or null when one cannot belong to either encoding. */
function compact(bytes: Uint8Array): string | null {
  let text = "";
  for (const byte of bytes.subarray(0, MAX_ENCODED)) {
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) continue;
    if (byte < 0x2b || byte > 0x7a) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length >> 1 }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  );
}

function fromBase64(text: string): Uint8Array {
  const digits = text.replace(/=+$/, "");
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (const char of digits) {
    bits = ((bits << 6) | (URL_SAFE.get(char) ?? VALUES.get(char) ?? 0)) & 0xfff_ffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    if (at < bytes.length) bytes[at++] = (bits >> count) & 0xff;
  }
  return bytes;
}
