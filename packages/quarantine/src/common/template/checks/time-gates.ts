import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { part, within, type Node } from "../tree.ts";

const CLOCKS = new Set(["strftime_now", "now", "utcnow", "today", "time", "strftime"]);
const COMPARES = new Set(["in", "not in", "==", "!=", "<", ">", "<=", ">="]);

/** Parts that appear from a certain day on: harmless while it is tried, another template later. */
export const checkTimeGates: Check = ({ tree, fold }, notice) => {
  const clocks = new Set<string>();
  const asksTime = (node: Node | null): boolean => {
    if (!node) return false;
    for (const inner of within(node)) {
      if (inner.type === "Identifier" && inner.role !== "property" && clocks.has(inner.value)) return true;
      if (inner.type === "CallExpression") {
        const callee = part(inner, "callee");
        const name = callee?.type === "MemberExpression" ? part(callee, "property") : callee;
        if (CLOCKS.has(name?.value ?? "")) return true;
      }
    }
    return false;
  };
  for (const node of tree.nodes) {
    const target = node.type === "Set" ? part(node, "assignee") : null;
    if (target?.type === "Identifier" && asksTime(part(node, "value"))) clocks.add(target.value);
    if (node.type !== "BinaryExpression" || !COMPARES.has(node.value)) continue;
    const sides = [part(node, "left"), part(node, "right")];
    const other = sides.map(fold).find((value) => typeof value === "string" || typeof value === "number");
    // Asking whether there is a date at all is ordinary.
    if (other === undefined || other === "" || !sides.some(asksTime)) continue;
    notice({
      rule: "template.time-gate",
      at: node.at,
      length: node.length,
      message: `The chat template compares the date with ${quoted(String(other), 40)} and behaves differently from then on.`,
    });
  }
};
