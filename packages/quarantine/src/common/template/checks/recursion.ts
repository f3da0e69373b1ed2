import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { above, part, parts, within, type Node } from "../tree.ts";

/** What makes a call depend on something: recursion over a schema ends with it. */
const CONDITIONS = new Set(["If", "For", "Ternary", "SelectExpression"]);

/** Macros that call themselves, alone or in a ring, whatever they are given. */
export const checkRecursion: Check = ({ macros, tree, text }, notice) => {
  for (const node of tree.nodes) {
    if (!loopsAgain(node, text)) continue;
    notice({
      rule: "template.recursion",
      at: node.at,
      length: node.length,
      message: "A loop of the chat template starts itself again over the same list. It never ends.",
    });
    return;
  }
  const calls = new Map<string, Node[]>();
  for (const [name, macro] of macros) calls.set(name, unconditional(macro, macros));
  for (const name of macros.keys()) {
    const ring = reaches(name, calls);
    if (!ring) continue;
    notice({
      rule: "template.recursion",
      at: ring.at,
      length: ring.length,
      message: `The macro ${quoted(name)} of the chat template calls itself whatever it is given. It never ends.`,
    });
    // One finding says it; the others of the ring say the same.
    return;
  }
};

/** `{% for m in messages recursive %}… loop(messages)`: over the list's own branches it would end. */
function loopsAgain(node: Node, text: string): boolean {
  if (node.type !== "CallExpression" || part(node, "callee")?.value !== "loop") return false;
  const [again] = parts(node, "args");
  const loop = [...above(node)].find(({ type }) => type === "For");
  const over = loop ? part(loop, "iterable") : null;
  return !!again && !!over && written(again, text) === written(over, text);
}

function written(node: Node, text: string): string {
  return text.slice(node.at, node.at + node.length);
}

function unconditional(macro: Node, macros: ReadonlyMap<string, Node>): Node[] {
  const found: Node[] = [];
  for (const node of within(macro)) {
    const callee = node.type === "CallExpression" ? part(node, "callee") : null;
    if (callee?.type !== "Identifier" || !macros.has(callee.value)) continue;
    let depends = false;
    for (const up of above(node)) {
      if (up === macro) break;
      if (CONDITIONS.has(up.type)) depends = true;
    }
    if (!depends) found.push(callee);
  }
  return found;
}

/** The first call on a way from a macro back to itself. */
function reaches(name: string, calls: ReadonlyMap<string, readonly Node[]>): Node | null {
  const seen = new Set<string>();
  const left = [...(calls.get(name) ?? [])];
  const [first] = left;
  for (let next = left.pop(); next; next = left.pop()) {
    if (next.value === name) return first ?? next;
    if (seen.has(next.value)) continue;
    seen.add(next.value);
    left.push(...(calls.get(next.value) ?? []));
  }
  return null;
}
