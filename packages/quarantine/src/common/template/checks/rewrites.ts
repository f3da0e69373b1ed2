import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { filterOf } from "../fold.ts";
import { contentTaint } from "../taint.ts";
import { part, parts, type Node } from "../tree.ts";

/** Words of a message that are replaced by others. Marks of a format (`<think>`, `\n`, `&`) are cleaned up in many templates. */
export const checkRewrites: Check = ({ tree, fold }, notice) => {
  const carries = contentTaint(tree, fold);
  for (const node of tree.nodes) {
    const replacing = replaceOf(node);
    if (!replacing || !carries(replacing.on)) continue;
    const [from, to] = replacing.args.slice(0, 2).map(fold);
    if (typeof from !== "string" || typeof to !== "string" || !changesWords(from, to)) continue;
    notice({
      rule: "template.rewrite",
      at: node.at,
      length: node.length,
      message: `The chat template replaces ${quoted(from, 60)} in messages by ${quoted(to, 60)}.`,
    });
  }
};

function replaceOf(node: Node): { on: Node | null; args: readonly Node[] } | null {
  if (node.type === "FilterExpression") {
    const { name, args } = filterOf(node);
    return name === "replace" ? { on: part(node, "operand"), args } : null;
  }
  const callee = node.type === "CallExpression" ? part(node, "callee") : null;
  return callee?.type === "MemberExpression" && part(callee, "property")?.value === "replace"
    ? { on: part(callee, "object"), args: parts(node, "args") }
    : null;
}

/** Three letters or digits make a word. A label that keeps its first word is still that label (muse renames "reasoning effort"). */
function changesWords(from: string, to: string): boolean {
  const [old, made] = [from, to].map((text) => text.trim().toLowerCase());
  const isWord = /^[\p{L}\p{N}][^<>{}|[\]]{2,}$/u;
  if (!isWord.test(old ?? "") || !isWord.test(made ?? "")) return false;
  const [first, ...more] = (old ?? "").split(/\s+/);
  return more.length === 0 || (made ?? "").split(/\s+/)[0] !== first;
}
