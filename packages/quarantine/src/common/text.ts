/** Longest piece of attacker-controlled text shown in a message, in characters. */
export const MAX_SHOWN = 120;
/** Longest `where` of a finding, in characters (the contract allows 300; escapes make text longer). */
export const MAX_WHERE = 300;

const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/**
 * Makes text from a file safe to show: control characters, invisible and direction-changing characters become
 * `\u{…}`, and what is longer than `max` characters is cut with "…".
 */
export function visible(text: string, max = MAX_SHOWN): string {
  // Cut before replacing: a hostile name may be long.
  const cut = text.length > max ? text.slice(0, max) : text;
  const shown = cut.replace(CONTROL, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return text.length > max || shown.length > max ? `${shown.slice(0, Math.max(0, max - 1))}…` : shown;
}

/** Text in double quotes, made visible: `"output.weight"`. */
export function quoted(text: string, max = MAX_SHOWN): string {
  return `"${visible(text, max)}"`;
}

/** True when `visible` would change the text. */
export function hasInvisible(text: string): boolean {
  CONTROL.lastIndex = 0;
  return CONTROL.test(text);
}

/** A number with thousands separated: `1,185,376`. */
export function figure(value: number | bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** "1 tensor", "2 tensors". */
export function plural(count: number | bigint, one: string, many = `${one}s`): string {
  return `${figure(count)} ${BigInt(count) === 1n ? one : many}`;
}

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** Bytes as Latin-1 text: every byte becomes one character. For magics and short fields. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Text of UTF-8 bytes; invalid sequences become U+FFFD. A mark of byte order stays: dropped, two names in a file would be one here. */
export function utf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
