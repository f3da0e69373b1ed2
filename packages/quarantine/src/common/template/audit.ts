import type { Report } from "../findings.ts";
import { figure, visible } from "../text.ts";
import type { Mark, Noticed, Subject } from "./check.ts";
import { CHECKS } from "./checks/index.ts";
import { folder } from "./fold.ts";
import { TemplateProblem } from "./lexer.ts";
import { MAX_MARKS, MAX_TEMPLATE_CHARS } from "./limits.ts";
import { bindings } from "./scope.ts";
import { checkCharacters } from "./source-characters.ts";
import { readTree, type Tree } from "./tree.ts";

/**
 * Reads one chat template without ever running it and reports what stands out. `where` names the place (a metadata key, a
 * side file), `offset` is the byte where the text begins, or null when it has no place of its own. Says what to mark.
 */
export function auditTemplateText(
  text: string,
  where: string,
  offset: number | null,
  report: Report,
): readonly Mark[] {
  const marks: Mark[] = [];
  const bytesBefore = byteCounter(text);
  // Two checks see the same walk: the step, and the text that names it. The first says it.
  const walked = new Uint8Array(text.length + 1);
  const notice = ({ rule, at, length, message }: Noticed): void => {
    const start = Math.min(Math.max(0, at), text.length);
    if (rule === "template.attribute-walk") {
      if (walked[start] === 1) return;
      walked.fill(1, start, start + length);
    }
    const from = bytesBefore(start);
    report({
      rule,
      offset: offset === null ? null : offset + from,
      length: Math.max(1, bytesBefore(start + length) - from),
      where,
      message,
    });
    if (marks.length < MAX_MARKS) marks.push({ at: start, length, kind: rule, note: message.slice(0, 500) });
  };
  if (text.length > MAX_TEMPLATE_CHARS) {
    notice({
      rule: "template.too-complex",
      at: 0,
      length: 0,
      message: `The chat template has ${figure(text.length)} characters. Casemate reads up to ${figure(MAX_TEMPLATE_CHARS)}; no known template has more.`,
    });
    return marks;
  }
  checkCharacters(text, notice);
  const tree = attempt(text, notice);
  if (tree) {
    const subject: Subject = { text, tree, fold: folder(tree), ...bindings(tree) };
    for (const check of CHECKS) check(subject, notice);
  }
  return marks.sort((a, b) => a.at - b.at);
}

function attempt(text: string, notice: (noticed: Noticed) => void): Tree | null {
  try {
    return readTree(text);
  } catch (error) {
    const problem = error instanceof TemplateProblem ? error : null;
    const reason = problem?.message ?? reasonOf(error);
    notice({
      // A RangeError is the parser's own recursion at its end.
      rule: problem?.rule ?? (error instanceof RangeError ? "template.too-complex" : "template.syntax"),
      at: problem?.at ?? 0,
      length: 1,
      message: `The chat template cannot be read as one (${reason}). What it would do is not known.`,
    });
    return null;
  }
}

/** The parser's own errors: recursion at its end, reading past the end, or a sentence about the tag. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return "it is nested deeper than any known template";
  if (error instanceof TypeError || !(error instanceof Error)) return "it ends in the middle of a tag";
  return visible(error.message.replace(/^Parser Error: /, ""), 80);
}

/** Bytes of UTF-8 before a character position. Asked in any order; counts from the nearest place asked before. */
function byteCounter(text: string): (at: number) => number {
  const encoder = new TextEncoder();
  let last = { at: 0, bytes: 0 };
  return (at) => {
    const target = Math.min(at, text.length);
    const step = (from: number, to: number): number => encoder.encode(text.slice(from, to)).length;
    const bytes = target >= last.at ? last.bytes + step(last.at, target) : last.bytes - step(target, last.at);
    last = { at: target, bytes };
    return bytes;
  };
}
