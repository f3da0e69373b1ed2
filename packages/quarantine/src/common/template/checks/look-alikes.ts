import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { hiddenIn, lookedLike } from "../characters.ts";

/** Words that steer a conversation: a look-alike of one is never an accident. */
const STEERING =
  /^(system|user|assistant|tool|role|content|messages?|developer|ipython|im_start|im_end|bos_token|eos_token|start_header_id|end_header_id|eot_id|start_of_turn|end_of_turn|inst|sys|model|function)$/i;

/** Roles and marks written with letters that only look like the right ones, and hidden characters behind escapes. */
export const checkLookAlikes: Check = ({ tree }, notice) => {
  for (const { type, value, at, length } of tree.tokens) {
    if (!["Identifier", "StringLiteral", "Text"].includes(type)) continue;
    for (const [word] of value.matchAll(/[\p{L}\p{N}_\u200B-\u200D\u2060-\u2064\u00AD\uFEFF]+/gu)) {
      // Words of another script alone are that script's.
      if (/^[\x00-\x7f]*$/.test(word) || !/[a-z]/i.test(word) || !STEERING.test(lookedLike(word))) continue;
      notice({
        rule: "template.look-alike",
        at,
        length,
        message: `The chat template writes ${quoted(word)} with characters that only look like ${quoted(lookedLike(word))}. Another part is meant than a reader sees.`,
      });
      break;
    }
    if (type === "StringLiteral" && hiddenIn(value).some(({ kind }) => kind !== "zero-width"))
      notice({
        rule: "template.hidden-text",
        at,
        length,
        message: `A text of the chat template holds characters that nobody sees: ${quoted(value, 80)}.`,
      });
  }
};
