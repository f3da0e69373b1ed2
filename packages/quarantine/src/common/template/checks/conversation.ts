import type { Check } from "../check.ts";

const CONVERSATION =
  /^(messages?|conversation|conversations|content|contents|prompt|query|question|text|input|inputs|instruction|user|system|assistant|loop_messages|chat|history|turns?|premise|hypothesis|document|documents|source|target|passage|sentence|title)$/i;

/** A template that does not use what the person wrote, or not who said it. */
export const checkConversation: Check = ({ tree, text }, notice) => {
  if (text.trim() === "") return;
  const names = new Set<string>();
  for (const node of tree.nodes)
    if (node.type === "Identifier" || (node.type === "StringLiteral" && node.role === "property"))
      names.add(node.value);
  const roles = names.has("role") || tree.nodes.some(isRoleText);
  const whole = { at: 0, length: Math.min(text.length, 80) };
  if (![...names].some((name) => CONVERSATION.test(name)))
    notice({
      rule: "template.no-conversation",
      ...whole,
      message: "The chat template uses no part of the conversation. The model never gets what you write.",
    });
  else if (!roles && names.has("messages"))
    notice({
      rule: "template.no-roles",
      ...whole,
      message:
        "The chat template does not tell who said what: your words and the system's look the same to the model.",
    });
};

/** `selectattr('role', …)` and `map(attribute='role')` name it as a text. */
function isRoleText(node: { readonly type: string; readonly value: string; readonly role: string }): boolean {
  return node.type === "StringLiteral" && node.value === "role";
}
