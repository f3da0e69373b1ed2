import { figure, quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { orderIn } from "../suspicious-words.ts";
import { saidBy } from "../texts.ts";

/** Words that a template may put into prompts without a note: default greetings and the like are shorter. */
const ORDINARY_WORDS = 40;
/** Longest text searched at once: patterns with gaps cost more on long ones. */
const PIECE = 4096;

const COMMANDS =
  /\b(?:curl|wget)\b[^\n]{0,200}(?:https?:\/\/|\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b)|\brm\s+-[rf]{2,}\b|\/dev\/tcp\/|\bnc\s+(?:-\w+\s+)*-e\b|\bbash\s+-i\b|\bpowershell(?:\.exe)?\s+-\w*e\w*\b|\bbase64\s+(?:-d|--decode)\b|\bchmod\s+\+x\b|\bos\.(?:system|popen)\s*\(|\bsubprocess\.(?:run|call|Popen|check_output)\s*\(|\b__import__\s*\(|\bmshta\s+http|\bcertutil\s+-urlcache/i;

/** What the template says by itself: orders against the user, commands, and long instructions. */
export const checkInstructions: Check = ({ tree, fold }, notice) => {
  let words = 0;
  let first: { at: number; length: number } | null = null;
  for (const { text, node } of saidBy(tree, fold)) {
    const piece = text.slice(0, PIECE);
    const place = { at: node.at, length: node.length };
    const order = orderIn(piece);
    if (order)
      notice({
        rule: "template.instructions",
        ...place,
        message: `The chat template gives the model an order that works against you: ${quoted(piece.slice(order.at, order.at + order.length + 60))}.`,
      });
    const command = COMMANDS.exec(piece);
    if (command)
      notice({
        rule: "template.command",
        ...place,
        message: `The chat template puts a command of the operating system into prompts: ${quoted(piece.slice(command.index, command.index + 60))}.`,
      });
    const count = node.type === "StringLiteral" ? (text.match(/\p{L}{2,}/gu)?.length ?? 0) : 0;
    if (count >= 5) first ??= place;
    words += count;
  }
  if (first && words > ORDINARY_WORDS)
    notice({
      rule: "template.own-words",
      ...first,
      message: `The chat template itself holds about ${figure(words)} words that it adds to prompts. Read them in the template view.`,
    });
};
