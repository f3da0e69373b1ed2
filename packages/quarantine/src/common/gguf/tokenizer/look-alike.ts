/** Characters that are not seen: format characters, variation selectors, combining joiners, fillers. */
const UNSEEN = /[\p{Cf}\p{Variation_Selector}\u034F\u115F\u1160\u3164\uFFA0]/gu;

/** What a reader sees: compatibility forms made plain, unseen characters left out. */
export function seen(text: string): string {
  return text.normalize("NFKC").replace(UNSEEN, "").trim();
}

/** True when the text may look like a token that steers a conversation: those stand in brackets or bars. */
export function looksSteering(text: string): boolean {
  return text.length >= 3 && /^[<[|{].*[>\]|}]$/su.test(text);
}

/** First byte of every full-width, small or vertical form that plain brackets and bars have. */
const FORMS = 0xef;

/** True when bytes may read like a bracketed text: they have a bracket or bar, or a character that may stand for one. */
export function mayLookSteering(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte === 0x3c || byte === 0x5b || byte === 0x7c || byte === 0x7b || byte === FORMS) return true;
  }
  return false;
}
