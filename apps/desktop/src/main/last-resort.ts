import { WORDS } from "./words.ts";

/** A sentence that is said when everything is locked and ended: a dialog before that would hold the locking up. */
export interface LastWords {
  sentence: string | null;
}

/** The two events of `process` that mean: nobody knows what state this program is in. */
interface Failing {
  on(event: "uncaughtException" | "unhandledRejection", listener: (error: unknown) => void): unknown;
}

/**
 * An error that nobody caught: lock and quit in the ordinary way rather than go on half-right. Without this Electron shows a stack trace and
 * goes on.
 */
export function watchFailures(
  process: Failing,
  actions: { lastWords: LastWords; report: (where: string, error: unknown) => void; quit: () => void },
): void {
  const fail = (error: unknown): void => {
    actions.report("uncaught", error);
    actions.lastWords.sentence ??= WORDS.uncaught;
    actions.quit();
  };
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
}
