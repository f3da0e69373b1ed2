import type { ModelTemplate } from "@casemate/contract";
import { MAX_DIFF_LINES } from "./limits.ts";

export type DiffLine = NonNullable<ModelTemplate["diff"]>[number];

/** Longest line shown, in characters; longer ones are cut. */
const MAX_LINE = 500;
/** Most lines compared: the table has this times the known template's lines, under a million cells. */
const MAX_COMPARED = 1500;

/**
 * The template line by line: each tag and each line of text is one, blanks and the way of quoting do not count. Published
 * templates of one family differ in these, and are often written in a single line.
 */
export function linesOf(template: string): string[] {
  return template
    .replace(/\{#[^]*?(?:#\}|$)/g, "")
    .split(/(?=\{[%{])|(?<=[%}]\})|\n/)
    .map(normalised)
    .filter((line) => line !== "");
}

function normalised(line: string): string {
  const plain = line.replace(/[ \t\r]+/g, " ").trim();
  if (!/^\{[%{]/.test(plain)) return plain.slice(0, MAX_LINE);
  return plain
    .replace(/^\{([%{])[-+]? ?/, "{$1 ")
    .replace(/ ?[-+]?([%}])\}$/, " $1}")
    .replace(/\["(\w+)"\]|\['(\w+)'\]/g, (_, a?: string, b?: string) => `.${a ?? b ?? ""}`)
    .replaceAll('"', "'")
    .slice(0, MAX_LINE);
}

/** What a template has more or less than the known one of its family. */
export function diffLines(known: string, template: string): DiffLine[] {
  const from = linesOf(known);
  const to = linesOf(template).slice(0, MAX_COMPARED);
  const width = to.length + 1;
  // common[i * width + j]: lines in common from line i of the known one and line j of this one on.
  const common = new Uint16Array((from.length + 1) * width);
  for (let i = from.length - 1; i >= 0; i--)
    for (let j = to.length - 1; j >= 0; j--)
      common[i * width + j] =
        from[i] === to[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    const [mine, theirs] = [to[j], from[i]];
    if (mine !== undefined && mine === theirs) {
      lines.push({ kind: "same", text: mine });
      i++;
      j++;
    } else if (
      theirs !== undefined &&
      (mine === undefined || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      lines.push({ kind: "removed", text: theirs });
      i++;
    } else {
      lines.push({ kind: "added", text: mine ?? "" });
      j++;
    }
  }
  return lines.slice(0, MAX_DIFF_LINES);
}
