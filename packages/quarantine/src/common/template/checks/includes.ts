import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";

/** Tags that read other files: a chat template is one text and needs none. */
export const checkIncludes: Check = ({ tree }, notice) => {
  for (const { at, length, value } of tree.reads)
    notice({
      rule: "template.include",
      at,
      length,
      message: `The chat template asks to read another file (${quoted(value)}). On a server that is a way to other people's files.`,
    });
};
