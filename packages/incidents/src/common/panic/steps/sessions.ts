import type { StepDefinition } from "../step.ts";

/**
 * The browser's session in which a person began it stays, so that its page can show how it ended; what was open in it is gone. Windows of the desktop
 * and commands hold no token: they stay connected.
 */
export const sessions: StepDefinition = {
  id: "sessions",
  level: 1,
  claim: "proven",
  medium: "memory of this console",
  does: "End every browser's session but the one it was begun in, and what pages and commands had open: exports, passphrases on their way, requests for approval.",
  limitMs: 500,
};
