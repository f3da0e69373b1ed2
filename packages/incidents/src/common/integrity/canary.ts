/** In front of every canary's digits: what is looked for in what a model says. */
export const CANARY_PREFIX = "casemate-canary-";
/** 128 bits: nobody says it by accident. */
export const CANARY_BYTES = 16;
const TOKEN = /casemate-canary-[0-9a-f]{32}/i;
/** Longest canary, in characters. */
const TOKEN_LENGTH = CANARY_PREFIX.length + 2 * CANARY_BYTES;

/** `random` is 16 fresh random bytes. */
export function canaryToken(random: Uint8Array): string {
  return CANARY_PREFIX + Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The text of a canary file. It looks worth taking and holds nothing; whoever reads it as a person is told so. A canary without that sentence
 * would fool the owner of the machine too.
 */
export function canaryText(token: string): string {
  return `recovery key ${token}\n\nThis file is a trap of Casemate's and opens nothing. When it is changed, moved or deleted, or when a model says what\nstands above, Casemate reports it.\n`;
}

/**
 * Looks for canaries in a text that comes piece by piece. White space, quotes and line breaks between the characters do not hide one, nor do
 * capital letters.
 */
export class CanarySearch {
  #tail = "";

  /** Answers the canary that ends in this piece, else null. */
  take(piece: string): string | null {
    const text = this.#tail + piece.replaceAll(/[^0-9A-Za-z-]/g, "");
    this.#tail = text.slice(-(TOKEN_LENGTH - 1));
    return TOKEN.exec(text)?.[0].toLowerCase() ?? null;
  }
}
