import { hasInvisible, quoted } from "../text.ts";
import { defineStage } from "./define-stage.ts";

const ORIGINS = {
  drop: "dropped onto the window",
  path: "chosen by path",
  starter: "made by Casemate itself",
} as const;

/** Where the file came from. There is only local import so far: it is noted, and decides nothing. */
export const sourceStage = defineStage({
  id: "source",
  always: true,
  run: ({ origin, name }, report) => {
    if (hasInvisible(name))
      report({
        rule: "source.name",
        where: name,
        message: `The file's name contains invisible or control characters: ${quoted(name)}.`,
      });
    return { detail: `Local import, ${ORIGINS[origin.kind]}. Nothing is known about where it was before.` };
  },
});
