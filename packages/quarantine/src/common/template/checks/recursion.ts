import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { above, part, within, type Node } from "../tree.ts";

/** What makes a call depend on something: recursion over a schema ends with it. */
const CONDITIONS = new Set(["If", "For", "Ternary", "SelectExpression"]);

/** Macros that call themselves, alone or in a ring, whatever they are given. */
export const checkRecursion: Check = ({ macros }, notice) => {
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
