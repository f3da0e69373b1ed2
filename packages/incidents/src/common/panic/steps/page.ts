import type { StepDefinition } from "../step.ts";

/** Pages are other programs: they are told, and nobody can see from here what they did. */
export const page: StepDefinition = {
  id: "page",
  level: 1,
  claim: "told",
  medium: "memory of windows and browsers, and the clipboard",
  does: "Tell every page to go blank and to clear what it copied.",
  limitMs: 200,
};
