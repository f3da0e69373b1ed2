import { lookedLike } from "../../template/characters.ts";

/** Characters that are not seen: format characters, variation selectors, combining joiners, fillers. */
const UNSEEN = /[\p{Cf}\p{Variation_Selector}\u034F\u115F\u1160\u3164\uFFA0]/gu;

/** What a reader sees: compatibility forms made plain, letters of other scripts read as the Latin ones they look like, unseen characters left out. */
export function seen(text: string): string {
  return lookedLike(text).replace(UNSEEN, "").trim();
}

/** True when the text may look like a token that steers a conversation: those stand in brackets or bars. */
export function looksSteering(text: string): boolean {
  return text.length >= 3 && /^[<[|{].*[>\]|}]$/su.test(text);
}

/** First byte of every full-width, small or vertical form that plain brackets and bars have. */
const FORMS = 0xef;
const OPENS = 1;
const CLOSES = 2;

/** For every byte: whether it may be (the beginning of) a character that reads like an opening or a closing bracket or bar. */
const BRACKETS = new Uint8Array(256);
for (const byte of [0x3c, 0x5b, 0x7b]) BRACKETS[byte] = OPENS;
for (const byte of [0x3e, 0x5d, 0x7d]) BRACKETS[byte] = CLOSES;
for (const byte of [0x7c, FORMS]) BRACKETS[byte] = OPENS | CLOSES;

/** True when bytes `from` to `to` may read like a text in brackets or bars: they have something that opens one, and something that closes. */
export function mayLookSteering(bytes: Uint8Array, from: number, to: number): boolean {
  let found = 0;
  for (let at = from; at < to; at++) found |= BRACKETS[bytes[at] ?? 0] ?? 0;
  return found === (OPENS | CLOSES);
}
