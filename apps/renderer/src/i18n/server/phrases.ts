/**
 * A sentence that the console makes, in English as it is sent, and in another language. `{name}` stands for whatever is inserted there: a
 * count, a file's name, a sentence of its own. Without placeholders the words must be equal to the last full stop.
 */
export type Phrase = readonly [english: string, translated: string];

/** A stretch of text and whether it was translated. What is not known stays as it was sent. */
export interface Piece {
  readonly text: string;
  readonly translated: boolean;
}

/** Longer texts are evidence, not sentences; matching patterns against them would only cost time. */
const LONGEST = 1_200;
/** Where a sentence ends and the next one begins. */
const BETWEEN_SENTENCES = /(?<=[.?:]) (?=[A-Z0-9])/;
/** A placeholder of this name holds a word of ours, which is translated too; every other one is left as it is. */
const WORD = "word";
/** A value within a sentence holds no end of one, so that a sentence about one card is never read into that about another. */
const WITHIN = String.raw`((?:(?![.?:] [A-Z0-9]).)+?)`;
/** What stands at the very end may be a sentence of its own. */
const AT_THE_END = "(.+?)";
const PLACEHOLDER = /\{(\w+)\}/g;

interface Pattern {
  readonly shape: RegExp;
  readonly names: readonly string[];
  readonly translated: string;
}

/**
 * Translates what the console says, whole or sentence by sentence.
 * @returns for a text its pieces in order; joined by spaces they are the whole text
 */
export function createTranslator(phrases: readonly Phrase[]): (text: string) => readonly Piece[] {
  const exact = new Map(phrases.filter(([english]) => !english.includes("{")));
  const patterns = phrases.filter(([english]) => english.includes("{")).map(pattern);
  const word = (value: string): string => exact.get(value) ?? value;
  const known = (text: string): string | null => {
    const whole = exact.get(text);
    if (whole !== undefined) return whole;
    for (const candidate of patterns) {
      const filled = fill(candidate, text, word);
      if (filled !== null) return filled;
    }
    return null;
  };
  const one = (text: string): string | null => {
    const found = known(text);
    if (found !== null || !text.endsWith(".")) return found;
    // A title that is used as a sentence.
    const title = known(text.slice(0, -1));
    return title === null ? null : `${title}.`;
  };
  return (text) => {
    if (text.length > LONGEST) return [{ text, translated: false }];
    const whole = one(text);
    if (whole !== null) return [{ text: whole, translated: true }];
    return text.split(BETWEEN_SENTENCES).map((sentence) => {
      const found = one(sentence);
      return found === null ? { text: sentence, translated: false } : { text: found, translated: true };
    });
  };
}

function pattern([english, translated]: Phrase): Pattern {
  const names = [...english.matchAll(PLACEHOLDER)].map((found) => found[1] ?? "");
  const parts = english.split(PLACEHOLDER);
  const shape = parts
    // Every second part is a placeholder's name.
    .map((part, index) => {
      if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return index === parts.length - 2 && parts.at(-1) === "" ? AT_THE_END : WITHIN;
    })
    .join("");
  return { shape: new RegExp(`^${shape}$`, "s"), names, translated };
}

/** @param word gives a word of ours, such as a state's name, in the other language */
function fill(
  { shape, names, translated }: Pattern,
  text: string,
  word: (value: string) => string,
): string | null {
  const found = shape.exec(text);
  if (!found) return null;
  const values = new Map(
    names.map((name, index) => {
      const value = found[index + 1] ?? "";
      return [name, name === WORD ? word(value) : value];
    }),
  );
  return translated.replace(PLACEHOLDER, (_, name: string) => values.get(name) ?? "");
}
