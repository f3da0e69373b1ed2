import type { Clock } from "@casemate/supervisor";
import type { App } from "electron";

/** Time for locking and ending every child. After it the app ends anyway; children end when their channel closes. */
export const QUIT_DEADLINE_MS = 15_000;

/**
 * Holds every way of quitting back until the steps ran in order (a step that fails does not stop the next), then exits: 0 when all
 * went well, 1 when a step failed or the deadline passed.
 */
export function createQuit(
  app: Pick<App, "on" | "exit">,
  clock: Clock,
  options: { steps: readonly (() => unknown)[]; report: (where: string, error: unknown) => void },
): void {
  let begun = false;
  const run = async (): Promise<void> => {
    let code = 0;
    clock.after(QUIT_DEADLINE_MS, () => {
      options.report("quit", new Error("Closing took too long."));
      app.exit(1);
    });
    for (const step of options.steps) {
      try {
        await step();
      } catch (error) {
        code = 1;
        options.report("quit", error);
      }
    }
    app.exit(code);
  };
  app.on("before-quit", (event) => {
    event.preventDefault();
    if (begun) return;
    begun = true;
    void run();
  });
}
