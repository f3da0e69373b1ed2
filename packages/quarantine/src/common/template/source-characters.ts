import { figure, plural, quoted } from "../text.ts";
import type { Noticed } from "./check.ts";
import { hiddenIn, spelledByTags, type HiddenKind } from "./characters.ts";

/** This many characters of no width can carry a message; fewer are left over from copying. */
const CARRIES_TEXT = 8;

const WHAT: Readonly<Record<HiddenKind, string>> = {
  direction: "that turns the direction of the text around: it reads differently from what it is",
  tag: "that no screen shows and that models read",
  selector: "that no screen shows",
  "zero-width": "that has no width and is not seen",
};

/** Characters of the template's text that a person does not see. */
export function checkCharacters(text: string, notice: (noticed: Noticed) => void): void {
  const end = text.indexOf("\0");
  if (end >= 0)
    notice({
      rule: "template.hidden-text",
      at: end,
      length: 1,
      message: `At character ${figure(end)} the chat template has a NUL. Engines end it there; other programs, and people, read on.`,
    });
  const found = hiddenIn(text);
  const without = found.filter(({ kind }) => kind === "zero-width");
  const many = without.reduce((sum, { length }) => sum + length, 0) >= CARRIES_TEXT;
  for (const { kind, at, length } of found) {
    const piece = text.slice(at, at + length);
    const spelled = kind === "tag" ? `. They spell ${quoted(spelledByTags(piece))}` : "";
    notice({
      rule: kind === "zero-width" && !many ? "template.invisible" : "template.hidden-text",
      at,
      length,
      message: `From character ${figure(at)} on, the chat template has ${plural([...piece].length, "character")} of a kind ${WHAT[kind]}${spelled}.`,
    });
  }
}
