import type { Fold } from "./fold.ts";
import { above, isOutside, part, type Node, type Tree } from "./tree.ts";

/** A text that can become part of a prompt. */
export interface Said {
  readonly text: string;
  readonly node: Node;
}

/** Texts of the template: between the tags, quoted inside of them, and put together from pieces. */
export function saidBy(tree: Tree, fold: Fold): Said[] {
  const said: Said[] = [];
  for (const node of tree.nodes) {
    if (node.type === "StringLiteral" && node.role !== "property" && !isErrorText(node)) {
      said.push({ text: node.value, node });
    } else if (isJoin(node) && !(node.parent && isJoin(node.parent))) {
      const made = fold(node);
      if (typeof made === "string" && !isErrorText(node)) said.push({ text: made, node });
    }
  }
  return said;
}

function isJoin(node: Node): boolean {
  return ["BinaryExpression", "FilterExpression", "CallExpression"].includes(node.type) || node.computed;
}

/** What `raise_exception` says goes to the person, not into the prompt. */
export function isErrorText(node: Node): boolean {
  if (isOutside(node)) return false;
  for (const up of above(node)) {
    if (up.type === "CallExpression" && part(up, "callee")?.value === "raise_exception") return true;
    if (isBlock(up)) return false;
  }
  return false;
}

function isBlock({ type }: Node): boolean {
  return ["If", "For", "Set", "Macro", "Program"].includes(type);
}

/** A sentence in a person's language: several words in a row, no marks of a format. */
export function isSentence(text: string): boolean {
  return /(?:\p{L}{2,}[,.;:!?']?\s+){4,}\p{L}{2,}/u.test(text);
}
