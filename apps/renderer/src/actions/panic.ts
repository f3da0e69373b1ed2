import { call } from "../state/connection.ts";
import { consoleStore } from "../state/console-store.ts";
import { blankForPanic, blankPage, blankUnanswered } from "../state/lock-reload.ts";

/** A console that has not answered the panic button for this long is taken for hung, in ms: it answers within a few hundred. */
const HUNG_MS = 5_000;

/**
 * Level 1: one gesture, no passphrase, no question. The page is blank before the console has even read the call; what happened is said once it has
 * been loaded anew, and also when nobody answered.
 */
export function panicNow(): void {
  // Sent before the page lets go of its connection.
  const answer = call("panic.lock", {});
  blankForPanic();
  const hung = setTimeout(() => {
    blankUnanswered();
  }, HUNG_MS);
  answer.then(
    () => {
      clearTimeout(hung);
      blankPage("panic");
    },
    () => {
      clearTimeout(hung);
      blankUnanswered();
    },
  );
}

/** Whether there is anything that level 1 could end. */
export function mayPanic(): boolean {
  const state = consoleStore.getState().state;
  return state !== null && state.vault.state !== "absent";
}
