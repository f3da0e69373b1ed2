import type { ModelTemplate } from "@casemate/contract";

type Mark = ModelTemplate["marks"][number];

/** A stretch of one line that looks the same throughout. */
export interface TemplatePiece {
  readonly text: string;
  /** Set for a run of one character that cannot be seen: its code point, how often, and whether it turns text around. */
  readonly hidden: { readonly code: string; readonly count: number; readonly turns: boolean } | null;
  /** Positions in the list of marks that cover it. */
  readonly marks: readonly number[];
}

export interface TemplateLine {
  readonly number: number;
  readonly pieces: readonly TemplatePiece[];
}

/** Characters that move, hide or reverse what follows; line breaks and tabs are drawn as they are. */
const HIDDEN =
  /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]|\u034f|\p{Surrogate})\1*/gu;
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** A template's text cut into lines and pieces, so that nothing in it is invisible and every marked place can be drawn. */
export function templateLines(text: string, marks: readonly Mark[]): TemplateLine[] {
  const covering = coverage(text.length, marks);
  const lines: TemplateLine[] = [];
  let at = 0;
  let segment = 0;
  for (const line of text.split("\n")) {
    const pieces: TemplatePiece[] = [];
    const end = at + line.length;
    while (at < end) {
      while ((covering[segment + 1]?.from ?? Infinity) <= at) segment++;
      const stop = Math.min(end, covering[segment + 1]?.from ?? end);
      pieces.push(...visiblePieces(text.slice(at, stop), covering[segment]?.marks ?? []));
      at = stop;
    }
    lines.push({ number: lines.length + 1, pieces });
    at = end + 1;
  }
  return lines;
}

/** Line of a place, counted from 1. */
export function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

interface Segment {
  readonly from: number;
  readonly marks: readonly number[];
}

/** The text cut where marks begin and end, each part with the marks that cover it. */
function coverage(length: number, marks: readonly Mark[]): Segment[] {
  const edges = new Set([0]);
  // A mark without length still shows one character.
  const spans = marks.map(({ at, length: wide }) => ({
    from: at,
    to: Math.min(length, at + Math.max(1, wide)),
  }));
  for (const { from, to } of spans) edges.add(from).add(to);
  return [...edges]
    .sort((a, b) => a - b)
    .map((from) => ({
      from,
      marks: spans.flatMap((span, index) => (span.from <= from && from < span.to ? [index] : [])),
    }));
}

function visiblePieces(text: string, marks: readonly number[]): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), hidden: null, marks });
    const character = match[1] ?? "";
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    const count = match[0].length / character.length;
    pieces.push({ text: "", hidden: { code, count, turns: TURNS.test(character) }, marks });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), hidden: null, marks });
  return pieces;
}
