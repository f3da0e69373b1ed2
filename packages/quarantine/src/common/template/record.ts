import type { ModelTemplate } from "@casemate/contract";
import type { Mark } from "./check.ts";
import { diffLines } from "./diff.ts";
import { familyOf } from "./families/index.ts";
import { MAX_TEMPLATES, MAX_TEXT_KEPT, MAX_TEXTS_KEPT } from "./limits.ts";

/** A template that was found, before it is cut to what a report can hold. */
export interface FoundTemplate {
  readonly where: string;
  readonly offset: number | null;
  readonly bytes: number;
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** What a report says about the templates of one input: bounded, with the difference to the known one where there is one. */
export function recordTemplates(found: readonly FoundTemplate[]): ModelTemplate[] {
  let room = MAX_TEXTS_KEPT;
  return found.slice(0, MAX_TEMPLATES).map(({ where, offset, bytes, text, marks }) => {
    const kept = cut(text, Math.min(MAX_TEXT_KEPT, room));
    room -= kept.length;
    const family = familyOf(kept);
    return {
      where,
      offset,
      bytes,
      text: kept,
      family: family?.name ?? null,
      marks: marks
        .filter(({ at }) => at < kept.length || kept.length === 0)
        .map((mark) => inside(mark, kept.length)),
      diff: family ? diffLines(family.template, kept) : null,
    };
  });
}

/** Never between the halves of one character. */
function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, text.length > length && last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

function inside(mark: Mark, length: number): Mark {
  return { ...mark, length: Math.max(0, Math.min(mark.length, length - mark.at)) };
}
