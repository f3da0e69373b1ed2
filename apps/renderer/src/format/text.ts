/** Characters that move, hide or reverse what follows: C0, C1, bidi controls, zero-width, soft hyphen, tags, lone surrogates. */
const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** Text out of a file, with every character that cannot be seen written as its code point. For names; not for chat text. */
export function visible(text: string): string {
  return text.replaceAll(
    INVISIBLE,
    (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );
}

/** First 12 digits, as digests are shown. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

/** A byte position as it is written everywhere: 0x and at least eight digits. */
export function hexOffset(offset: number): string {
  return `0x${offset.toString(16).toUpperCase().padStart(8, "0")}`;
}

/** Words in lower case with one space between them: how they were typed does not matter. */
export function oneSpelling(text: string): string {
  return text.toLowerCase().trim().split(/\s+/).join(" ");
}

/** Longest piece of a text that somebody typed wrongly, in UTF-16 units, when it is said back. */
const SAID_BACK = 24;

/** The beginning of a text, made visible: to say which one is meant. */
export function shorten(text: string): string {
  return text.length <= SAID_BACK ? visible(text) : `${visible(text.slice(0, SAID_BACK))}…`;
}
