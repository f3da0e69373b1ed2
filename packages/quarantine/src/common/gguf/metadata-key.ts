import { figure, hasInvisible, quoted, utf8 } from "../text.ts";
import { MAX_KEY_BYTES } from "./limits.ts";
import { countKept, stop, tooLong, type Reading } from "./reading.ts";

/** Reads a key: bounded, valid text, and told when its letters are unusual. */
export function readKey(reading: Reading, index: number): string {
  const { cursor, report, utf8: check } = reading;
  const at = cursor.at;
  const length = cursor.length64();
  if (length > cursor.remaining)
    stop(
      report,
      "gguf.string-length",
      at,
      `key ${figure(index + 1)}`,
      tooLong(`key number ${figure(index + 1)}`, length, cursor),
    );
  if (length > MAX_KEY_BYTES)
    stop(
      report,
      "gguf.key-length",
      at,
      `key ${figure(index + 1)}`,
      `Key number ${figure(index + 1)} is ${figure(length)} bytes long; the format allows ${figure(MAX_KEY_BYTES)}.`,
    );
  countKept(reading, length, `key ${figure(index + 1)}`, at);
  const bytes = cursor.view(length);
  check.push(bytes);
  const valid = check.end();
  const key = utf8(bytes);
  const place = { offset: at, length: 8 + length, where: key };
  if (length === 0)
    report({ rule: "gguf.empty-key", ...place, message: `Key number ${figure(index + 1)} has no name.` });
  if (!valid)
    report({
      rule: "gguf.invalid-utf8",
      ...place,
      message: `The name of key ${quoted(key)} is not valid text.`,
    });
  else if (hasInvisible(key))
    report({
      rule: "gguf.key-characters",
      ...place,
      message: `The name of key ${quoted(key)} contains invisible or control characters.`,
    });
  checkAlphabet(reading, key, place);
  return key;
}

/** Tells keys that are spelled outside the format's alphabet, or like another but for capital letters. */
function checkAlphabet(
  { spellings, report }: Reading,
  key: string,
  place: { offset: number; length: number; where: string },
): void {
  const folded = key.toLowerCase();
  const earlier = spellings.get(folded);
  if (earlier !== undefined && earlier !== key)
    report({
      rule: "gguf.similar-key",
      ...place,
      message: `The keys ${quoted(earlier)} and ${quoted(key)} differ only in capital letters.`,
    });
  else spellings.set(folded, key);
  // Invisible characters and bytes that are not text have findings of their own.
  if (/[^\x00-\x7f]/.test(key) && !hasInvisible(key) && !key.includes("\uFFFD"))
    report({
      rule: "gguf.key-alphabet",
      ...place,
      message: `The name of key ${quoted(key)} has letters outside the format's alphabet.`,
    });
}
