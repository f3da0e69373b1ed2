/** Words of one recovery secret: 256 random bits and a checksum (BIP 39). */
const WORD_COUNT = 24;
/** Every word of the English list has 3 to 8 letters. */
const WORD = /^[a-z]{3,8}$/;

/**
 * One spelling for recovery words, however they were typed: lower case, one space between. Anything that is not 24 such words is a
 * passphrase and stays as it is. Source: docs/formats/vault.md, "Key slots".
 */
export function canonicalSecret(text: string): string {
  const words = text.toLowerCase().trim().split(/\s+/);
  return words.length === WORD_COUNT && words.every((word) => WORD.test(word)) ? words.join(" ") : text;
}
