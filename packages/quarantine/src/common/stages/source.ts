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
  run: ({ origin, name, partOfSet }, report) => {
    if (hasInvisible(name))
      report({
        rule: "source.name",
        where: name,
        message: `The file's name contains invisible or control characters: ${quoted(name)}.`,
      });
    if (partOfSet)
      report({
        rule: "source.set-not-checked",
        where: name,
        message:
          "The input has several files. Each was judged alone; whether they belong together was not checked.",
      });
    return { detail: `Local import, ${ORIGINS[origin.kind]}. Nothing is known about where it was before.` };
  },
});
