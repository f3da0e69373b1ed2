/** What an invisible character does. */
export type HiddenKind = "direction" | "tag" | "zero-width" | "selector";

export interface Hidden {
  readonly kind: HiddenKind;
  readonly at: number;
  readonly length: number;
}

/**
 * Characters that turn the direction of text around, carry hidden text of their own (tags, selectors), or have no width.
 * Joiners between letters of scripts that need them, and flags and faces made of several characters, are ordinary.
 */
const HIDDEN =
  /(?<direction>[\u202A-\u202E\u2066-\u2069]+)|(?<flag>\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,6}\u{E007F})|(?<tag>[\u{E0000}-\u{E007F}]+)|(?<selector>[\u{E0100}-\u{E01EF}]{2,})|(?<zero>(?:\u034F|[\u200B\u2060-\u2064\u206A-\u206F\u180E\u00AD\u115F\u1160\u3164\uFFA0\uFEFF]|(?<=[ -~\u200B\u2060-\u2064\u206A-\u206F\u180E\u00AD\u115F\u1160\u3164\uFFA0\uFEFF\u200C\u200D]|\u034F)[\u200C\u200D](?=[ -~\u200B\u2060-\u2064\u206A-\u206F\u180E\u00AD\u115F\u1160\u3164\uFFA0\uFEFF\u200C\u200D]|\u034F|$))+)/gu;

/** Runs of hidden characters, in the order of the text. A mark of the byte order at the very front is ordinary. */
export function hiddenIn(text: string): Hidden[] {
  const found: Hidden[] = [];
  for (const match of text.matchAll(HIDDEN)) {
    const groups = match.groups ?? {};
    const kind: HiddenKind | null =
      groups["direction"] !== undefined
        ? "direction"
        : groups["tag"] !== undefined
          ? "tag"
          : groups["selector"] !== undefined
            ? "selector"
            : groups["zero"] !== undefined && !(match.index === 0 && match[0] === "\uFEFF")
              ? "zero-width"
              : null;
    if (kind !== null) found.push({ kind, at: match.index, length: match[0].length });
  }
  return found;
}

/** The text that tag characters spell, as a reader of bytes sees it. */
export function spelledByTags(text: string): string {
  return text.replace(/[\u{E0020}-\u{E007E}]/gu, (char) =>
    String.fromCharCode((char.codePointAt(0) ?? 0xe0020) - 0xe0000),
  );
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  а: "a",
  в: "b",
  е: "e",
  к: "k",
  м: "m",
  н: "h",
  о: "o",
  р: "p",
  с: "c",
  т: "t",
  у: "y",
  х: "x",
  ѕ: "s",
  і: "i",
  ј: "j",
  ԁ: "d",
  ɡ: "g",
  ո: "n",
  ս: "u",
  ӏ: "l",
  ı: "i",
  α: "a",
  ε: "e",
  ι: "i",
  κ: "k",
  ν: "v",
  ο: "o",
  ρ: "p",
  τ: "t",
  υ: "u",
  χ: "x",
  ϲ: "c",
};

/** The text with letters that look like Latin ones replaced by those, and without characters of no width. */
export function lookedLike(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u200B-\u200D\u2060-\u2064\u00AD\uFEFF]/g, "")
    .replace(/[^\x00-\x7f]/g, (char) => LOOK_ALIKES[char.toLowerCase()] ?? char);
}
