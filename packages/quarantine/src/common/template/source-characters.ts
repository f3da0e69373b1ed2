import { figure, plural, quoted } from "../text.ts";
import type { Noticed } from "./audit.ts";
import { hiddenIn, spelledByTags, type HiddenKind } from "./characters.ts";

/** This many characters of no width can carry a message; fewer are left over from copying. */
const CARRIES_TEXT = 8;

const WHAT: Readonly<Record<HiddenKind, string>> = {
  direction: "turns the direction of the text around, so that it reads differently from what it is",
  tag: "is made of characters that no screen shows and that models read",
  selector: "is made of characters that no screen shows",
  "zero-width": "has no width and is not seen",
};

/** Characters of the template's text that a person does not see. */
export function checkCharacters(text: string, notice: (noticed: Noticed) => void): void {
  const found = hiddenIn(text);
  const without = found.filter(({ kind }) => kind === "zero-width");
  const many = without.reduce((sum, { length }) => sum + length, 0) >= CARRIES_TEXT;
  for (const { kind, at, length } of found) {
    const piece = text.slice(at, at + length);
    const spelled = kind === "tag" ? `: it spells ${quoted(spelledByTags(piece))}` : "";
    notice({
      rule: kind === "zero-width" && !many ? "template.invisible" : "template.hidden-text",
      at,
      length,
      message: `At character ${figure(at)} of the chat template, ${plural([...piece].length, "character")} of text ${WHAT[kind]}${spelled}.`,
    });
  }
}
