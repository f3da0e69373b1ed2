import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { part, parts, within, type Node } from "../tree.ts";

const MESSAGES = /^(messages|loop_messages|conversation|history)$/;
const ADDS = new Set(["append", "insert", "extend"]);

/** Messages that nobody wrote: `messages.append({'role': …})`, `messages + [{'role': …}]`. */
export const checkAddedMessages: Check = ({ tree, fold }, notice) => {
  for (const node of tree.nodes) {
    if (!adds(node)) continue;
    for (const inner of within(node)) {
      if (inner.type !== "ObjectLiteral") continue;
      const entries = parts(inner, "value");
      const role = entries.findIndex((entry, index) => index % 2 === 0 && fold(entry) === "role");
      if (role < 0) continue;
      const value = fold(entries[role + 1] ?? null);
      notice({
        rule: "template.added-message",
        at: inner.at,
        length: inner.length,
        message: `The chat template adds a message of its own to the conversation${typeof value === "string" ? `, as ${quoted(value, 40)}` : ""}.`,
      });
    }
  }
};

function adds(node: Node): boolean {
  if (node.type === "BinaryExpression")
    return node.value === "+" && (isMessages(part(node, "left")) || isMessages(part(node, "right")));
  const callee = node.type === "CallExpression" ? part(node, "callee") : null;
  return (
    callee?.type === "MemberExpression" &&
    ADDS.has(part(callee, "property")?.value ?? "") &&
    isMessages(part(callee, "object"))
  );
}

function isMessages(node: Node | null): boolean {
  return node?.type === "Identifier" && MESSAGES.test(node.value);
}
